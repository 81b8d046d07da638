@avro
Feature: Which mistake is named
  When a request is wrong in several ways, the first check that fails decides the answer.

  Background:
    Given I work in a context of my own

  Scenario: A name is checked before the text
    When I register under "__EMPTY" the request:
      """
      {"schema": "{\"type\":\"nonsense\"}"}
      """
    Then the answer is 422 with code 42208

  Scenario: The mode is checked before an empty text
    When I register under "orders" the request:
      """
      {"id": 7}
      """
    Then the answer is 422 with code 42205

  Scenario: The mode is checked before compatibility
    Given "orders" has the version "long"
    And "orders" has the mode READONLY
    When I register the type "int" under "orders"
    Then the answer is 422 with code 42205

  Scenario: Compatibility is checked before the version asked for
    Given "orders" has the version "long"
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "version": 9}
      """
    Then the answer is 409 with code 40901

  Scenario: A version that was deleted before is named before the mode
    Given "orders" has the versions "int", "long"
    And I have sent DELETE "/subjects/orders/versions/1"
    And "orders" has the mode READONLY
    When I DELETE "/subjects/orders/versions/1"
    Then the answer is 404 with code 40406
    When I DELETE "/subjects/orders/versions/9"
    Then the answer is 404 with code 40402
    When I DELETE "/subjects/orders/versions/2"
    Then the answer is 422 with code 42205

  Scenario: A subject that was deleted before is named before the mode
    Given "orders" has the version "int"
    And I have sent DELETE "/subjects/orders"
    And "orders" has the mode READONLY
    When I DELETE "/subjects/orders"
    Then the answer is 404 with code 40404
    When I DELETE "/subjects/orders?permanent=true"
    Then the answer is 422 with code 42205

  Scenario Outline: The mode is checked before the references: <path>
    Given "base" has the version "int"
    And I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": "\"int\"", "references": [{"name": "B", "subject": "base", "version": 1}]}
      """
    And "base" has the mode READONLY
    When I DELETE "<path>"
    Then the answer is 422 with code 42205

    Examples:
      | path                      |
      | /subjects/base/versions/1 |
      | /subjects/base            |

  Scenario Outline: References are checked before the need to delete softly first: <path>
    Given "base" has the version "int"
    And I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": "\"int\"", "references": [{"name": "B", "subject": "base", "version": 1}]}
      """
    When I DELETE "<path>?permanent=true"
    Then the answer is 422 with code 42206

    Examples:
      | path                      |
      | /subjects/base/versions/1 |
      | /subjects/base            |

  Scenario Outline: A configuration: <what>
    Given "orders" has the mode READONLY
    When I PUT "/config/<subject>" with:
      """
      {"compatibility": "<level>"}
      """
    Then the answer is 422 with code <code>

    Examples:
      | what                            | subject | level | code  |
      | the level before the mode       | orders  | ODD   | 42203 |
      | the level before the name       | __EMPTY | ODD   | 42203 |
      | the mode when the rest is right | orders  | FULL  | 42205 |

  Scenario: A mode: the name before the mode
    When I PUT "/mode/__EMPTY" with:
      """
      {"mode": "ODD"}
      """
    Then the answer is 422 with code 42208

  Scenario: A check: the version before the text
    Given "orders" has the version "int"
    When I POST "/compatibility/subjects/orders/versions/9" with:
      """
      {"schema": "{\"type\":\"nonsense\"}"}
      """
    Then the answer is 404 with code 40402
    When I POST "/compatibility/subjects/orders/versions/0" with:
      """
      {"schema": "{\"type\":\"nonsense\"}"}
      """
    Then the answer is 422 with code 42202

  Scenario: The media type is checked before the body
    When I POST "/subjects/__EMPTY/versions" as "text/plain" with:
      """
      {
      """
    Then the answer is 415 with code 415

  Scenario: The body is checked before the version
    When I POST "/compatibility/subjects/orders/versions/0"
    Then the answer is 422 with code 422
