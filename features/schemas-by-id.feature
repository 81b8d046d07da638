@avro
Feature: Reading schemas by id
  A consumer finds the writer's schema by the id in the message.

  Background:
    Given I work in a context of my own
    And "orders" has the versions "int", "long"

  Scenario: A schema by its id
    When I GET "/schemas/ids/2"
    Then the answer is 200
    And the body is:
      """
      {
        "subject": ":{ctx}:orders",
        "version": 2,
        "guid": "e1dd9a1e-f98b-451b-5369-0370b393966b",
        "schemaType": "AVRO",
        "schema": "\"long\"",
        "ts": "<int>",
        "deleted": false
      }
      """

  Scenario: The highest id of the context
    When I GET "/schemas/ids/1?fetchMaxId=true"
    Then the answer is 200
    And the body includes {"schema": "\"int\"", "maxId": 2}
    When I GET "/schemas/ids/1?fetchMaxId=false"
    Then the body has no "maxId"

  @ours
  Scenario: Of several subjects the lowest is named
    Given "abacus" has the version "long"
    When I GET "/schemas/ids/2"
    Then the answer is 200
    And the body includes {"subject": ":{ctx}:abacus", "version": 1}

  Scenario: The text alone
    When I GET "/schemas/ids/2/schema"
    Then the answer is 200
    And the text is ""long""

  Scenario Outline: An id that nobody has, asked with <route>
    When I GET "<route>"
    Then the answer is 404 with code 40403
    And the message is "<message>"

    Examples:
      | route                    | message            |
      | /schemas/ids/99          | Schema 99 not found |
      | /schemas/ids/0           | Schema 0 not found |
      | /schemas/ids/99/subjects | Schema not found   |
      | /schemas/ids/99/versions | Schema not found   |

  @ours
  Scenario: The text of an id that nobody has
    When I GET "/schemas/ids/99/schema"
    Then the answer is 404 with code 40403
    And the message is "Schema 99 not found"

  Scenario Outline: "<id>" is no id
    When I GET "/schemas/ids/<id>"
    Then the answer is 404 with code 404
    And the message is "HTTP 404 Not Found"

    Examples:
      | id         |
      | abc        |
      | 1.0        |
      | 2147483648 |

  Scenario: Who uses an id
    Given "payments" has the version "long"
    When I GET "/schemas/ids/2/subjects"
    Then the answer is 200
    And the body holds, in any order, [":{ctx}:orders", ":{ctx}:payments"]
    When I GET "/schemas/ids/2/versions"
    Then the answer is 200
    And the body holds, in any order, [{"subject": ":{ctx}:orders", "version": 2}, {"subject": ":{ctx}:payments", "version": 1}]

  Scenario: The users of an id are not filtered by the subject parameter
    Given "payments" has the version "long"
    When I GET "/schemas/ids/2/subjects?subject=payments"
    Then the answer is 200
    And the body holds, in any order, [":{ctx}:orders", ":{ctx}:payments"]

  Scenario: In a named context the subject must have the id
    Given "payments" has the version "string"
    When I GET "/schemas/ids/2?subject=orders"
    Then the answer is 200
    When I GET "/schemas/ids/2?subject=payments"
    Then the answer is 404 with code 40403
    When I GET "/schemas/ids/2/subjects?subject=payments"
    Then the answer is 404 with code 40403

  Scenario: Deleted users of an id are named on request
    Given I have sent DELETE "/subjects/orders"
    When I GET "/schemas/ids/2/subjects"
    Then the answer is 200 and the body is []
    When I GET "/schemas/ids/2/versions"
    Then the answer is 200 and the body is []
    When I GET "/schemas/ids/2/subjects?deleted=true"
    Then the answer is 200 and the body is [":{ctx}:orders"]
    When I GET "/schemas/ids/2/versions?deleted=true"
    Then the answer is 200 and the body is [{"subject": ":{ctx}:orders", "version": 2}]

  Scenario: An id that is imported twice into a subject is named once, with the last version
    Given "items" has the mode IMPORT
    And I have sent POST "/subjects/items/versions" with:
      """
      {"schema": "\"bytes\"", "id": 9, "version": 1}
      """
    And I have sent POST "/subjects/items/versions" with:
      """
      {"schema": "\"bytes\"", "id": 9, "version": 2}
      """
    When I GET "/schemas/ids/9/versions"
    Then the answer is 200 and the body is [{"subject": ":{ctx}:items", "version": 2}]

  Scenario: The users of an id are paged
    Given "payments" has the version "long"
    And "refunds" has the version "long"
    When I GET "/schemas/ids/2/subjects?offset=3"
    Then the answer is 200 and the body is []
    When I GET "/schemas/ids/2/versions?offset=0&limit=0"
    Then the answer is 200
    And the list contains {"subject": ":{ctx}:refunds", "version": 1}

  Scenario: The types of schemas
    When I GET "/schemas/types"
    Then the answer is 200
    And the body holds, in any order, ["AVRO", "JSON", "PROTOBUF"]
