@avro
Feature: Listing subjects and schemas
  Lists are sorted, paged with offset and limit, and hide what is deleted unless asked.

  Background:
    Given I work in a context of my own
    And "orders-key" has the version "string"
    And "orders-value" has the versions "int", "long"
    And "payments-value" has the version "int"

  Scenario: The subjects are sorted
    When I GET "/subjects"
    Then the answer is 200
    And the body is:
      """
      [":{ctx}:orders-key", ":{ctx}:orders-value", ":{ctx}:payments-value"]
      """

  Scenario: The subjects with a prefix
    When I GET "/subjects?subjectPrefix=orders"
    Then the answer is 200 and the body is [":{ctx}:orders-key", ":{ctx}:orders-value"]
    When I GET "/subjects?subjectPrefix=ORDERS"
    Then the answer is 200 and the body is []

  Scenario Outline: A page of the subjects: <query>
    When I GET "/subjects?<query>"
    Then the answer is 200 and the body is <body>

    Examples:
      | query              | body                                                                |
      | offset=1           | [":{ctx}:orders-value", ":{ctx}:payments-value"]                    |
      | limit=1            | [":{ctx}:orders-key"]                                               |
      | offset=1&limit=1   | [":{ctx}:orders-value"]                                             |
      | offset=3           | []                                                                  |
      | offset=2&limit=-1  | [":{ctx}:payments-value"]                                           |
      | offset=2&limit=0   | [":{ctx}:payments-value"]                                           |
      | offset=2&limit=    | [":{ctx}:payments-value"]                                           |

  Scenario Outline: <route>?<query> is not found
    When I GET "<route>?<query>"
    Then the answer is 404 with code 404
    And the message is "HTTP 404 Not Found"

    Examples:
      | route                                     | query             |
      | /subjects                                 | limit=many        |
      | /subjects                                 | offset=1.5        |
      | /subjects                                 | offset=2147483648 |
      | /subjects/orders-value/versions           | limit=x           |
      | /subjects/orders-value/versions/1/referencedby | offset=x     |
      | /schemas                                  | limit=x           |
      | /schemas                                  | lifecycle=LAZY    |
      | /schemas/ids/1/subjects                   | limit=x           |
      | /schemas/ids/1/versions                   | offset=x          |
      | /contexts                                 | limit=x           |

  Scenario: Deleted subjects
    Given I have sent DELETE "/subjects/orders-key"
    When I GET "/subjects"
    Then the answer is 200 and the body is [":{ctx}:orders-value", ":{ctx}:payments-value"]
    When I GET "/subjects?deleted=true"
    Then the answer is 200 and the body is [":{ctx}:orders-key", ":{ctx}:orders-value", ":{ctx}:payments-value"]
    When I GET "/subjects?deletedOnly=true"
    Then the answer is 200 and the body is [":{ctx}:orders-key"]
    When I GET "/subjects?deletedOnly=true&deleted=true"
    Then the answer is 200 and the body is [":{ctx}:orders-key"]

  Scenario: A subject that has a live version is not a deleted one
    Given I have sent DELETE "/subjects/orders-value/versions/1"
    When I GET "/subjects?deletedOnly=true"
    Then the answer is 200 and the body is []

  Scenario: All schemas, by subject and version
    When I GET "/schemas"
    Then the answer is 200
    And the body includes:
      """
      [
        {"subject": ":{ctx}:orders-key", "version": 1, "id": 1, "schemaType": "AVRO", "schema": "\"string\""},
        {"subject": ":{ctx}:orders-value", "version": 1, "id": 2, "guid": "<guid>", "deleted": false},
        {"subject": ":{ctx}:orders-value", "version": 2, "id": 3, "ts": "<int>"},
        {"subject": ":{ctx}:payments-value", "version": 1, "id": 2}
      ]
      """

  Scenario: The latest schemas of the subjects with a prefix
    When I GET "/schemas?latestOnly=true&subjectPrefix=orders"
    Then the answer is 200
    And the body includes [{"subject": ":{ctx}:orders-key", "version": 1}, {"subject": ":{ctx}:orders-value", "version": 2}]

  Scenario: A page of the schemas
    When I GET "/schemas?offset=1&limit=2"
    Then the answer is 200
    And the body includes [{"subject": ":{ctx}:orders-value", "version": 1}, {"subject": ":{ctx}:orders-value", "version": 2}]

  Scenario: Deleted schemas
    Given I have sent DELETE "/subjects/orders-value/versions/2"
    When I GET "/schemas?subjectPrefix=orders-value"
    Then the answer is 200
    And the body includes [{"version": 1, "deleted": false}]
    When I GET "/schemas?subjectPrefix=orders-value&deleted=true"
    Then the answer is 200
    And the body includes [{"version": 1, "deleted": false}, {"version": 2, "deleted": true}]
    When I GET "/schemas?subjectPrefix=orders-value&latestOnly=true"
    Then the answer is 200
    And the body includes [{"version": 1}]
    When I GET "/schemas?subjectPrefix=orders-value&latestOnly=true&deleted=true"
    Then the answer is 200
    And the body includes [{"version": 2, "deleted": true}]

  Scenario: A plus in a query is a space
    Given "a b" has the version "int"
    When I GET "/subjects?subjectPrefix=a+b"
    Then the answer is 200 and the body is [":{ctx}:a b"]

  @ours
  Scenario: A negative offset does no harm
    When I GET "/subjects?offset=-1"
    Then the answer is one of 200, 404

  Scenario: No schema has a rule of the type
    When I GET "/schemas?ruleType=CEL"
    Then the answer is 200 and the body is []
