@avro
Feature: References in requests
  How references are compared, resolved across contexts and checked for sense.

  Background:
    Given I work in a context of my own
    And I have sent POST "/subjects/base/versions" with:
      """
      {"schema": "{\"type\":\"record\",\"name\":\"Base\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}"}
      """
    And I have sent POST "/subjects/orders/versions" with:
      """
      {
        "schema": "{\"type\":\"array\",\"items\":\"Base\"}",
        "references": [{"name": "Base", "subject": "base", "version": 1}]
      }
      """

  Scenario Outline: A schema with references is found <how>
    When I POST "/subjects/orders" with:
      """
      {"schema": "<schema>", "references": <references>}
      """
    Then the answer is 200
    And the body includes {"version": 1, "id": 2}

    Examples:
      | how                       | schema                                                                                                                             | references                                               |
      | as it was registered      | {\"type\":\"array\",\"items\":\"Base\"}                                                                                            | [{"name": "Base", "subject": "base", "version": 1}]      |
      | by the latest version     | {\"type\":\"array\",\"items\":\"Base\"}                                                                                            | [{"name": "Base", "subject": "base", "version": -1}]     |
      | in its resolved form      | {\"type\":\"array\",\"items\":{\"type\":\"record\",\"name\":\"Base\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}}               | []                                                       |

  Scenario: A reference may name another context
    When I POST "/subjects/:{other}:payments/versions" with:
      """
      {
        "schema": "{\"type\":\"map\",\"values\":\"Base\"}",
        "references": [{"name": "Base", "subject": ":{ctx}:base", "version": 1}]
      }
      """
    Then the answer is 200
    And the body includes {"id": 1, "references": [{"subject": ":{ctx}:base"}]}
    When I GET "/subjects/base/versions/1/referencedby"
    Then the answer is 200 and the body is [2, 1]
    When I DELETE "/subjects/base/versions/1"
    Then the answer is 422 with code 42206

  Scenario: A bare reference stays in the context of the referrer
    When I POST "/subjects/:{other}:payments/versions" with:
      """
      {
        "schema": "{\"type\":\"map\",\"values\":\"Base\"}",
        "references": [{"name": "Base", "subject": "base", "version": 1}]
      }
      """
    Then the answer is 422 with code 42201
    And the message contains "No schema reference found for subject ":{other}:base" and version 1"

  Scenario: References are resolved through other references
    Given I have sent POST "/subjects/lists/versions" with:
      """
      {
        "schema": "{\"type\":\"record\",\"name\":\"Page\",\"fields\":[{\"name\":\"base\",\"type\":\"Base\"}]}",
        "references": [{"name": "Base", "subject": "base", "version": 1}]
      }
      """
    When I register under "books" the request:
      """
      {
        "schema": "{\"type\":\"array\",\"items\":\"Page\"}",
        "references": [{"name": "Page", "subject": "lists", "version": 1}]
      }
      """
    Then the answer is 200
    When I GET "/subjects/base/versions/1/referencedby"
    Then the answer is 200 and the body is [2, 3]

  Scenario: Compatibility is judged with the references resolved
    Given I have sent POST "/subjects/base/versions" with:
      """
      {"schema": "{\"type\":\"record\",\"name\":\"Base\",\"fields\":[]}"}
      """
    When I POST "/compatibility/subjects/orders/versions/latest" with:
      """
      {
        "schema": "{\"type\":\"array\",\"items\":\"Base\"}",
        "references": [{"name": "Base", "subject": "base", "version": 2}]
      }
      """
    Then the answer is 200 and the body is {"is_compatible": true}

  Scenario Outline: A reference without <what>
    When I register under "payments" the request:
      """
      {"schema": "\"int\"", "references": [<reference>]}
      """
    Then the answer is 422 with code 42201
    And the message contains "Invalid reference: {name='"

    Examples:
      | what      | reference                          |
      | a name    | {"subject": "base", "version": 1}  |
      | a subject | {"name": "Base", "version": 1}     |

  @ours
  Scenario: A null among the references is the client's mistake
    When I register under "payments" the request:
      """
      {"schema": "\"int\"", "references": [null]}
      """
    Then the answer is one of 400, 422

  Scenario: References are kept in the order given
    Given "number" has the version "int"
    When I register under "payments" the request:
      """
      {
        "schema": "{\"type\":\"map\",\"values\":\"Base\"}",
        "references": [
          {"name": "number", "subject": "number", "version": 1},
          {"name": "Base", "subject": "base", "version": 1}
        ]
      }
      """
    Then the answer is 200
    And the body includes {"references": [{"name": "number"}, {"name": "Base"}]}
