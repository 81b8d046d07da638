@avro
Feature: Compatibility levels
  The level says who must be able to read what: new readers old data (BACKWARD), old readers new
  data (FORWARD) or both (FULL), against the latest version or, transitively, against all.

  Background:
    Given I work in a context of my own

  Scenario Outline: Under <level>, <new> after <old> is compatible: <verdict>
    Given "orders" has the level NONE
    And "orders" has the versions <old>
    And "orders" has the level <level>
    When I check the type "<new>" against all of "orders"
    Then the answer is 200
    And the body includes {"is_compatible": <verdict>}
    When I register the type "<new>" under "orders"
    Then the answer is <status>

    Examples:
      | level               | old             | new    | verdict | status |
      | NONE                | "int"           | string | true    | 200    |
      | BACKWARD            | "int"           | long   | true    | 200    |
      | BACKWARD            | "long"          | int    | false   | 409    |
      | BACKWARD            | "string", "int" | long   | true    | 200    |
      | BACKWARD            | "int", "string" | long   | false   | 409    |
      | BACKWARD_TRANSITIVE | "int", "float"  | double | true    | 200    |
      | BACKWARD_TRANSITIVE | "string", "int" | long   | false   | 409    |
      | FORWARD             | "long"          | int    | true    | 200    |
      | FORWARD             | "int"           | long   | false   | 409    |
      | FORWARD             | "string", "long" | int   | true    | 200    |
      | FORWARD_TRANSITIVE  | "double", "long" | int   | true    | 200    |
      | FORWARD_TRANSITIVE  | "string", "long" | int   | false   | 409    |
      | FULL                | "string"        | bytes  | true    | 200    |
      | FULL                | "int"           | long   | false   | 409    |
      | FULL                | "long"          | int    | false   | 409    |
      | FULL                | "int", "string" | bytes  | true    | 200    |
      | FULL_TRANSITIVE     | "int", "string" | bytes  | false   | 409    |

  Scenario: Only the version that is asked for is compared, even transitively
    Given "orders" has the level NONE
    And "orders" has the versions "string", "int"
    And "orders" has the level BACKWARD_TRANSITIVE
    When I POST "/compatibility/subjects/orders/versions/2" with:
      """
      {"schema": "\"long\""}
      """
    Then the answer is 200 and the body is {"is_compatible": true}
    When I POST "/compatibility/subjects/orders/versions/1" with:
      """
      {"schema": "\"long\""}
      """
    Then the answer is 200 and the body is {"is_compatible": false}

  Scenario: Without a level of its own a subject is BACKWARD
    Given "orders" has the version "long"
    When I register the type "int" under "orders"
    Then the answer is 409 with code 40901
    When I register the type "double" under "orders"
    Then the answer is 200

  Scenario: A check changes nothing
    Given "orders" has the version "int"
    When I check the type "long" against the latest of "orders"
    Then the answer is 200 and the body is {"is_compatible": true, "messages": []}
    When I GET "/subjects/orders/versions"
    Then the answer is 200 and the body is [1]

  Scenario: An unknown subject has nothing to be incompatible with
    When I POST "/compatibility/subjects/nope/versions/latest" with:
      """
      {"schema": "\"int\""}
      """
    Then the answer is 200 and the body is {"is_compatible": true}
    When I POST "/compatibility/subjects/nope/versions" with:
      """
      {"schema": "\"int\""}
      """
    Then the answer is 200 and the body is {"is_compatible": true}
    When I POST "/compatibility/subjects/nope/versions/1" with:
      """
      {"schema": "\"int\""}
      """
    Then the answer is 404 with code 40402
    And the message is "Version 1 not found."

  Scenario: A deleted version is not compared with
    Given "orders" has the versions "int", "long"
    And I have sent DELETE "/subjects/orders/versions/2"
    When I check the type "int" against the latest of "orders"
    Then the body includes {"is_compatible": true}
    When I POST "/compatibility/subjects/orders/versions/2" with:
      """
      {"schema": "\"int\""}
      """
    Then the answer is 404 with code 40402

  Scenario: An invalid version id
    When I POST "/compatibility/subjects/nope/versions/first" with:
      """
      {"schema": "\"int\""}
      """
    Then the answer is 422 with code 42202

  Scenario: Only versions of the same group are compared
    Given I have sent PUT "/config/orders" with:
      """
      {"compatibility": "BACKWARD_TRANSITIVE", "compatibilityGroup": "major"}
      """
    And I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": "\"string\"", "metadata": {"properties": {"major": "1"}}}
      """
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "metadata": {"properties": {"major": "2"}}}
      """
    Then the answer is 200
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "metadata": {"properties": {"major": "1"}}}
      """
    Then the answer is 409 with code 40901
    When I register under "orders" the request:
      """
      {"schema": "\"long\"", "metadata": {"properties": {"major": "2"}}}
      """
    Then the answer is 200
