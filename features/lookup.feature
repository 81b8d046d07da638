@avro
Feature: Looking a schema up under a subject
  Whoever has a schema asks whether, and as which version, a subject knows it.

  Background:
    Given I work in a context of my own
    And "orders" has the versions "int", "long"

  Scenario: A schema that is registered
    When I look up the type "long" under "orders"
    Then the answer is 200
    And the body is:
      """
      {
        "subject": ":{ctx}:orders",
        "version": 2,
        "id": 2,
        "guid": "e1dd9a1e-f98b-451b-5369-0370b393966b",
        "schemaType": "AVRO",
        "schema": "\"long\""
      }
      """

  Scenario: A schema that the subject does not have
    When I look up the type "string" under "orders"
    Then the answer is 404 with code 40403
    And the message is "Schema not found"

  Scenario: A schema that only another subject of the context has
    Given "payments" has the version "string"
    When I look up the type "string" under "orders"
    Then the answer is 404 with code 40403

  Scenario: A subject that does not exist
    When I look up the type "int" under "nope"
    Then the answer is 404 with code 40401
    And the message is "Subject ':{ctx}:nope' not found."

  Scenario: An invalid schema is noticed before the unknown subject
    When I POST "/subjects/nope" with:
      """
      {"schema": "{\"type\":\"nonsense\"}"}
      """
    Then the answer is 422 with code 42201

  Scenario: Looking up registers nothing
    When I look up the type "string" under "orders"
    And I GET "/subjects/orders/versions"
    Then the answer is 200 and the body is [1, 2]

  Scenario Outline: An empty schema matches nothing, <case>
    When I POST "/subjects/<subject>" with:
      """
      {"schema": ""}
      """
    Then the answer is 404 with code <code>

    Examples:
      | case                     | subject | code  |
      | under a known subject    | orders  | 40403 |
      | under an unknown subject | nope    | 40401 |

  Scenario: The order of an Avro schema's own properties does not matter
    Given I have sent POST "/subjects/items/versions" with:
      """
      {"schema": "{\"type\":\"int\",\"b\":1,\"a\":2}"}
      """
    When I POST "/subjects/items" with:
      """
      {"schema": "{\"type\":\"int\",\"a\":2,\"b\":1}"}
      """
    Then the answer is 200
    And the body includes {"version": 1, "schema": "{\"type\":\"int\",\"b\":1,\"a\":2}", "deleted": false}

  Scenario: Aliases and docs do matter
    Given I have sent POST "/subjects/items/versions" with:
      """
      {"schema": "{\"type\":\"record\",\"name\":\"R\",\"doc\":\"one\",\"fields\":[{\"name\":\"f\",\"type\":\"int\"}]}"}
      """
    When I POST "/subjects/items" with:
      """
      {"schema": "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":\"int\"}]}"}
      """
    Then the answer is 404 with code 40403

  Scenario: A wrong version or id in the request is ignored
    When I POST "/subjects/orders" with:
      """
      {"schema": "\"int\"", "version": 17, "id": 99}
      """
    Then the answer is 200
    And the body includes {"version": 1, "id": 1}

  Scenario: A soft-deleted version is found only when asked for
    Given I have sent DELETE "/subjects/orders/versions/1"
    When I look up the type "int" under "orders"
    Then the answer is 404 with code 40403
    When I POST "/subjects/orders?deleted=true" with:
      """
      {"schema": "\"int\""}
      """
    Then the answer is 200
    And the body includes {"version": 1, "id": 1}

  Scenario: A subject with only soft-deleted versions
    Given I have sent DELETE "/subjects/orders"
    When I look up the type "int" under "orders"
    Then the answer is 404 with code 40401
    When I POST "/subjects/orders?deleted=true" with:
      """
      {"schema": "\"int\""}
      """
    Then the answer is 200
    And the body includes {"version": 1}

  Scenario: A subject may have the name of a route
    Given "versions" has the version "int"
    When I look up the type "int" under "versions"
    Then the answer is 200
    And the body includes {"subject": ":{ctx}:versions"}
