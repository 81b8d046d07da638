@avro
Feature: References
  A schema may use types that other subjects define. What is referred to cannot be deleted.

  Background:
    Given I work in a context of my own
    And I have sent POST "/subjects/base/versions" with:
      """
      {"schema": "{\"type\":\"record\",\"name\":\"Base\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}"}
      """
    And I have sent POST "/subjects/orders/versions" with:
      """
      {
        "schema": "{\"type\":\"record\",\"name\":\"Order\",\"fields\":[{\"name\":\"base\",\"type\":\"Base\"}]}",
        "references": [{"name": "Base", "subject": "base", "version": 1}]
      }
      """

  Scenario: The references are part of the schema
    When I GET "/subjects/orders/versions/1"
    Then the answer is 200
    And the body includes {"id": 2, "references": [{"name": "Base", "subject": "base", "version": 1}]}
    When I GET "/schemas/ids/2"
    Then the answer is 200
    And the body includes {"references": [{"name": "Base", "subject": "base", "version": 1}]}

  Scenario: Who refers to a version
    When I GET "/subjects/base/versions/1/referencedby"
    Then the answer is 200 and the body is [2]
    When I GET "/subjects/base/versions/latest/referencedby?offset=1"
    Then the answer is 200 and the body is []

  Scenario: A deleted referrer is named on request
    Given I have sent DELETE "/subjects/orders"
    When I GET "/subjects/base/versions/1/referencedby"
    Then the answer is 200 and the body is []
    When I GET "/subjects/base/versions/1/referencedby?deleted=true"
    Then the answer is 200 and the body is [2]

  Scenario: A deleted version tells who refers to it
    Given I have sent DELETE "/subjects/orders"
    And I have sent DELETE "/subjects/base"
    When I GET "/subjects/base/versions/1/referencedby?deleted=true"
    Then the answer is 200 and the body is [2]

  Scenario: With format=resolved the text stands on its own
    When I GET "/subjects/orders/versions/1?format=resolved"
    Then the answer is 200
    And the body includes {"schema": "{\"type\":\"record\",\"name\":\"Order\",\"fields\":[{\"name\":\"base\",\"type\":{\"type\":\"record\",\"name\":\"Base\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}}]}"}
    When I GET "/schemas/ids/2/schema?format=resolved"
    Then the text is "{"type":"record","name":"Order","fields":[{"name":"base","type":{"type":"record","name":"Base","fields":[{"name":"a","type":"int"}]}}]}"

  Scenario: With referenceFormat=qualified the references name their context
    When I GET "/subjects/orders/versions/1?referenceFormat=qualified"
    Then the answer is 200
    And the body includes {"references": [{"name": "Base", "subject": ":{ctx}:base", "version": 1}]}
    When I GET "/schemas/ids/2?referenceFormat=qualified"
    Then the answer is 200
    And the body includes {"references": [{"name": "Base", "subject": ":{ctx}:base", "version": 1}]}

  Scenario: Version -1 means the latest one of now
    Given I have sent POST "/subjects/base/versions" with:
      """
      {"schema": "{\"type\":\"record\",\"name\":\"Base\",\"fields\":[]}"}
      """
    When I register under "payments" the request:
      """
      {
        "schema": "{\"type\":\"array\",\"items\":\"Base\"}",
        "references": [{"name": "Base", "subject": "base", "version": -1}]
      }
      """
    Then the answer is 200
    And the body includes {"references": [{"name": "Base", "subject": "base", "version": 2}]}

  Scenario: A referenced version cannot be deleted
    When I DELETE "/subjects/base/versions/1"
    Then the answer is 422 with code 42206
    And the message is "One or more references exist to the schema {magic=1,keytype=SCHEMA,subject=:{ctx}:base,version=1}."
    When I DELETE "/subjects/base"
    Then the answer is 422 with code 42206
    When I GET "/subjects/base/versions"
    Then the answer is 200 and the body is [1]

  Scenario: A deleted referrer still keeps what it refers to from going for good
    Given I have sent DELETE "/subjects/orders"
    When I DELETE "/subjects/base"
    Then the answer is 200 and the body is [1]
    When I DELETE "/subjects/base?permanent=true"
    Then the answer is 422 with code 42206
    Given I have sent DELETE "/subjects/orders?permanent=true"
    When I DELETE "/subjects/base?permanent=true"
    Then the answer is 200 and the body is [1]

  Scenario: References inside one subject do not keep it
    Given I have sent PUT "/config/orders" with:
      """
      {"compatibility": "NONE"}
      """
    And I have sent POST "/subjects/orders/versions" with:
      """
      {
        "schema": "{\"type\":\"array\",\"items\":\"Order\"}",
        "references": [
          {"name": "Base", "subject": "base", "version": 1},
          {"name": "Order", "subject": "orders", "version": 1}
        ]
      }
      """
    When I DELETE "/subjects/orders/versions/1"
    Then the answer is 422 with code 42206
    When I DELETE "/subjects/orders"
    Then the answer is 200 and the body is [1, 2]

  Scenario Outline: A reference to <what> is refused
    When I register under "payments" the request:
      """
      {
        "schema": "{\"type\":\"array\",\"items\":\"Base\"}",
        "references": [{"name": "Base", "subject": "<subject>", "version": <version>}]
      }
      """
    Then the answer is 422 with code 42201
    And the message contains "No schema reference found for subject ":{ctx}:<subject>" and version <version>"

    Examples:
      | what                   | subject | version |
      | an unknown subject     | nope    | 1       |
      | an unknown version     | base    | 9       |

  Scenario: A soft-deleted schema cannot be referred to anew
    Given "gone" has the version "int"
    And I have sent DELETE "/subjects/gone"
    When I register under "payments" the request:
      """
      {"schema": "\"int\"", "references": [{"name": "G", "subject": "gone", "version": 1}]}
      """
    Then the answer is 422 with code 42201

  Scenario: Without its references a schema is not valid
    When I register under "payments" the AVRO schema:
      """
      {"type":"array","items":"Base"}
      """
    Then the answer is 422 with code 42201
    And the message contains "Undefined schema: Base"
