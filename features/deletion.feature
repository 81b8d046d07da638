@avro
Feature: Soft deletion
  A deleted version is hidden, not gone: its number stays taken and its id still resolves.

  Background:
    Given I work in a context of my own
    And "orders" has the versions "int", "long"

  Scenario: Deleting a version
    When I DELETE "/subjects/orders/versions/1"
    Then the answer is 200 and the body is 1
    When I GET "/subjects/orders/versions"
    Then the answer is 200 and the body is [2]
    When I GET "/subjects/orders/versions/1"
    Then the answer is 404 with code 40402
    And the message is "Version 1 not found."

  Scenario: A deleted version can be read on request
    Given I have sent DELETE "/subjects/orders/versions/1"
    When I GET "/subjects/orders/versions/1?deleted=true"
    Then the answer is 200
    And the body includes {"version": 1, "id": 1, "deleted": true}
    When I GET "/subjects/orders/versions/1/schema?deleted=true"
    Then the answer is 200
    And the text is ""int""

  Scenario Outline: The versions with <query>
    Given I have sent DELETE "/subjects/orders/versions/1"
    When I GET "/subjects/orders/versions?<query>"
    Then the answer is 200 and the body is <versions>

    Examples:
      | query                                               | versions |
      | deleted=false                                       | [2]      |
      | deleted=true                                        | [1, 2]   |
      | deleted=True                                        | [1, 2]   |
      | deletedOnly=true                                    | [1]      |
      | deleted=true&deletedOnly=true                       | [1]      |
      | deletedAsNegative=true                              | [-1, 2]  |
      | deletedAsNegative=true&deletedOnly=true&deleted=true | [-1, 2]  |

  Scenario Outline: The versions of a wholly deleted subject with <query>
    Given I have sent DELETE "/subjects/orders"
    When I GET "/subjects/orders/versions?<query>"
    Then the answer is <status> and the body is <body>

    Examples:
      | query                               | status | body                                                                       |
      | deleted=true                        | 200    | [1, 2]                                                                     |
      | deletedOnly=true                    | 200    | [1, 2]                                                                     |
      | deletedAsNegative=true              | 404    | {"error_code": 40401, "message": "Subject ':{ctx}:orders' not found."}     |
      | deletedAsNegative=true&deleted=true | 200    | [-1, -2]                                                                   |
      | deleted=false                       | 404    | {"error_code": 40401, "message": "Subject ':{ctx}:orders' not found."}     |

  Scenario: Deleting the latest version makes the one before it the latest
    When I DELETE "/subjects/orders/versions/latest"
    Then the answer is 200 and the body is 2
    When I GET "/subjects/orders/versions/latest"
    Then the answer is 200
    And the body includes {"version": 1}
    When I GET "/subjects/orders/versions/latest?deleted=true"
    Then the answer is 200
    And the body includes {"version": 1}

  Scenario: Deleting a version twice
    Given I have sent DELETE "/subjects/orders/versions/1"
    When I DELETE "/subjects/orders/versions/1"
    Then the answer is 404 with code 40406
    And the message is "Subject ':{ctx}:orders' Version 1 was soft deleted.Set permanent=true to delete permanently"

  Scenario: Deleting a subject tells which versions went
    When I DELETE "/subjects/orders"
    Then the answer is 200 and the body is [1, 2]
    When I GET "/subjects"
    Then the answer is 200 and the body is []

  Scenario: Deleting a subject tells only the versions that were still there
    Given I have sent DELETE "/subjects/orders/versions/1"
    When I DELETE "/subjects/orders"
    Then the answer is 200 and the body is [2]

  Scenario: Deleting a subject twice
    Given I have sent DELETE "/subjects/orders"
    When I DELETE "/subjects/orders"
    Then the answer is 404 with code 40404
    And the message is "Subject ':{ctx}:orders' was soft deleted.Set permanent=true to delete permanently"

  Scenario Outline: When every version is deleted, <method> latest<query> answers <code>
    Given I have sent DELETE "/subjects/orders"
    When I <method> "/subjects/orders/versions/latest<query>"
    Then the answer is 404 with code <code>
    And the message is "<message>"

    Examples:
      | method | query         | code  | message                              |
      | GET    |               | 40401 | Subject ':{ctx}:orders' not found.   |
      | GET    | ?deleted=true | 40402 | Version -1 not found.                |
      | DELETE |               | 40402 | Version -1 not found.                |

  Scenario: The id of a deleted version still resolves
    Given I have sent DELETE "/subjects/orders"
    When I GET "/schemas/ids/2"
    Then the answer is 200
    And the body includes {"schema": "\"long\""}

  Scenario: Registering a deleted content again gives it a new version under its old id
    Given I have sent DELETE "/subjects/orders"
    When I register the type "int" under "orders"
    Then the answer is 200
    And the body includes {"id": 1, "version": 3}
    When I GET "/subjects/orders/versions?deleted=true"
    Then the answer is 200 and the body is [2, 3]

  Scenario: The number of a deleted version is not used again
    Given I have sent DELETE "/subjects/orders/versions/2"
    When I register the type "double" under "orders"
    Then the answer is 200
    And the body includes {"id": 3, "version": 3}

  Scenario: A deleted version does not count for compatibility
    Given I have sent DELETE "/subjects/orders"
    When I register the type "string" under "orders"
    Then the answer is 200
    And the body includes {"version": 3}
