@avro
Feature: Reading versions
  Each version of a subject can be read by its number, and the newest one as `latest`.

  Background:
    Given I work in a context of my own
    And "orders" has the versions "int", "long"

  Scenario: The versions of a subject
    When I GET "/subjects/orders/versions"
    Then the answer is 200 and the body is [1, 2]

  Scenario: One version
    When I GET "/subjects/orders/versions/1"
    Then the answer is 200
    And the body is:
      """
      {
        "subject": ":{ctx}:orders",
        "version": 1,
        "id": 1,
        "guid": "ef524ea1-b91e-7317-3d93-8ade36c1db32",
        "schemaType": "AVRO",
        "schema": "\"int\"",
        "ts": "<int>",
        "deleted": false
      }
      """

  Scenario Outline: Version 2 may be called "<version>"
    When I GET "/subjects/orders/versions/<version>"
    Then the answer is 200
    And the body includes {"version": 2, "id": 2}

    Examples:
      | version |
      | 2       |
      | latest  |
      | LATEST  |
      | Latest  |
      | -1      |
      | +2      |
      | %202%20 |

  Scenario Outline: "<version>" is no version id
    When I GET "/subjects/orders/versions/<version>"
    Then the answer is 422 with code 42202
    And the message is "The specified version '<shown>' is not a valid version id. Allowed values are between [1, 2^31-1] and the string "latest""

    Examples:
      | version    | shown      |
      | 0          | 0          |
      | -2         | -2         |
      | abc        | abc        |
      | 1.5        | 1.5        |
      | 2147483648 | 2147483648 |

  Scenario: The schema text alone
    When I GET "/subjects/orders/versions/latest/schema"
    Then the answer is 200
    And the text is ""long""
    And the header "Content-Type" is "application/vnd.schemaregistry.v1+json"

  Scenario Outline: A version that does not exist, asked with <method> <route>
    When I <method> "<route>"
    Then the answer is 404 with code 40402
    And the message is "Version 9 not found."

    Examples:
      | method | route                                   |
      | GET    | /subjects/orders/versions/9             |
      | GET    | /subjects/orders/versions/9/schema      |
      | GET    | /subjects/orders/versions/9/referencedby |
      | DELETE | /subjects/orders/versions/9             |

  Scenario Outline: A subject that does not exist, asked with <method> <route>
    When I <method> "<route>"
    Then the answer is 404 with code 40401
    And the message is "Subject ':{ctx}:nope' not found."

    Examples:
      | method | route                                 |
      | GET    | /subjects/nope/versions               |
      | GET    | /subjects/nope/versions/1             |
      | GET    | /subjects/nope/versions/latest        |
      | GET    | /subjects/nope/versions/1/schema      |
      | GET    | /subjects/nope/versions/1/referencedby |
      | GET    | /subjects/nope/metadata               |
      | DELETE | /subjects/nope/versions/1             |
      | DELETE | /subjects/nope                        |

  Scenario: An invalid version is noticed before the unknown subject
    When I GET "/subjects/nope/versions/0"
    Then the answer is 422 with code 42202

  Scenario: Versions are paged
    Given "orders" has the level NONE
    And "orders" has the versions "string", "bytes"
    When I GET "/subjects/orders/versions?offset=1&limit=2"
    Then the answer is 200 and the body is [2, 3]
    When I GET "/subjects/orders/versions?offset=4"
    Then the answer is 200 and the body is []
    When I GET "/subjects/orders/versions?limit=-1"
    Then the answer is 200 and the body is [1, 2, 3, 4]
