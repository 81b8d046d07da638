@avro
Feature: Where a subject's mode comes from
  The subject's own mode counts first, then the context's, then the one of all contexts.

  Scenario: The mode of the default context
    Given I have sent PUT "/mode" with:
      """
      {"mode": "READONLY"}
      """
    When I register the type "int" under "{s}"
    Then the answer is 422 with code 42205
    And the message is "Subject {s} in context  is in read-only mode"
    When I register the type "int" under ":{ctx}:orders"
    Then the answer is 200
    When I DELETE "/mode"
    Then the answer is 200 and the body is {"mode": "READONLY"}
    When I DELETE "/mode"
    Then the answer is 200 and the body is {"mode": "READWRITE"}

  Scenario: The subject's mode beats the context's
    Given I have sent PUT "/mode/:{ctx}:" with:
      """
      {"mode": "READONLY"}
      """
    And I have sent PUT "/mode/:{ctx}:orders" with:
      """
      {"mode": "READWRITE"}
      """
    When I register the type "int" under ":{ctx}:orders"
    Then the answer is 200
    When I register the type "int" under ":{ctx}:payments"
    Then the answer is 422 with code 42205
    And the message is "Subject :{ctx}:payments in context :{ctx}: is in read-only mode"

  Scenario: The mode of all contexts
    Given I have sent PUT "/mode/:.__GLOBAL:" with:
      """
      {"mode": "READONLY"}
      """
    When I GET "/mode/:.__GLOBAL:"
    Then the answer is 200 and the body is {"mode": "READONLY"}
    When I GET "/mode"
    Then the answer is 200 and the body is {"mode": "READWRITE"}
    When I GET "/mode?defaultToGlobal=true"
    Then the answer is 200 and the body is {"mode": "READONLY"}
    When I GET "/mode/:{ctx}:orders?defaultToGlobal=true"
    Then the answer is 200 and the body is {"mode": "READONLY"}
    When I register the type "int" under ":{ctx}:orders"
    Then the answer is 422 with code 42205
    When I register the type "int" under "{s}"
    Then the answer is 422 with code 42205

  Scenario: FORWARD is a mode of all contexts
    When I PUT "/mode/:.__GLOBAL:" with:
      """
      {"mode": "FORWARD"}
      """
    Then the answer is 200 and the body is {"mode": "FORWARD"}
    When I register the type "int" under ":{ctx}:orders"
    Then the answer is 422 with code 42205
    And the message is "Subject :{ctx}:orders in context :{ctx}: is not in read-write mode"

  Scenario: A context's base URL shows the row of that context only
    Given I work in a context of my own
    When I GET "/mode"
    Then the answer is 404 with code 40409
    And the message is "Subject ':{ctx}:' does not have subject-level mode configured"
    When I PUT "/mode" with:
      """
      {"mode": "READONLY"}
      """
    Then the answer is 200 and the body is {"mode": "READONLY"}
    When I GET "/mode"
    Then the answer is 200 and the body is {"mode": "READONLY"}
    When I GET "/mode/orders?defaultToGlobal=true"
    Then the answer is 200 and the body is {"mode": "READONLY"}
    When I GET "/mode/orders"
    Then the answer is 404 with code 40409

  Scenario: Removing a context's mode and those of its subjects
    Given I work in a context of my own
    And I have sent PUT "/mode" with:
      """
      {"mode": "READONLY"}
      """
    And "orders" has the mode READONLY
    And ":{other}:orders" has the mode READONLY
    When I DELETE "/mode?recursive=true"
    Then the answer is 200 and the body is {"mode": "READONLY"}
    When I GET "/mode/orders"
    Then the answer is 404 with code 40409
    When I GET "/mode/:{other}:orders"
    Then the answer is 200 and the body is {"mode": "READONLY"}

  Scenario: Removing a context's mode alone leaves those of its subjects
    Given I work in a context of my own
    And I have sent PUT "/mode" with:
      """
      {"mode": "READONLY"}
      """
    And "orders" has the mode READONLY
    When I DELETE "/mode"
    Then the answer is 200 and the body is {"mode": "READONLY"}
    When I GET "/mode/orders"
    Then the answer is 200 and the body is {"mode": "READONLY"}

  Scenario: Removing nothing recursively
    Given I work in a context of my own
    When I DELETE "/mode?recursive=true"
    Then the answer is 200 and the body is {}
