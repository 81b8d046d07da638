@avro
Feature: Associations between topics and subjects
  A topic may be tied to its subjects: weakly to subjects that exist, strongly to its own ones.

  Background:
    Given ":{ctx}:orders" has the version "int"
    And I have sent POST "/associations?context=:{ctx}:" with:
      """
      {
        "resourceName": "weak", "resourceNamespace": "{bare}", "resourceId": "{s}-w", "resourceType": "topic",
        "associations": [{"subject": "orders", "associationType": "value", "lifecycle": "WEAK"}]
      }
      """
    And I have sent POST "/associations?context=:{ctx}:" with:
      """
      {
        "resourceName": "strong", "resourceNamespace": "{bare}", "resourceId": "{s}-s",
        "associations": [{"associationType": "value", "lifecycle": "STRONG", "schema": {"schema": "\"int\""}}]
      }
      """

  Scenario: A topic without associations
    When I GET "/associations/resources/-/{s}?resourceType=topic&associationType=value"
    Then the answer is 200 and the body is []

  Scenario: The associations of a topic by its name
    When I GET "/associations/resources/{bare}/weak?resourceType=topic&associationType=key&associationType=value"
    Then the answer is 200
    And the body is:
      """
      [
        {
          "subject": ":{ctx}:orders",
          "guid": "<guid>",
          "resourceName": "weak",
          "resourceNamespace": "{bare}",
          "resourceId": "{s}-w",
          "resourceType": "topic",
          "associationType": "value",
          "lifecycle": "WEAK",
          "createTs": "<int>",
          "updateTs": "<int>"
        }
      ]
      """
    When I GET "/associations/resources/{bare}/weak?associationType=key"
    Then the answer is 200 and the body is []

  Scenario: A strong association brings its subject along
    When I GET "/associations/resources/{bare}/strong"
    Then the answer is 200
    And the body includes [{"subject": ":{ctx}:strong-value", "lifecycle": "STRONG"}]
    When I GET "/subjects/:{ctx}:strong-value/versions/1/schema"
    Then the text is ""int""

  Scenario Outline: Associations by <what>
    When I GET "<path>"
    Then the answer is 200
    And the body includes [{"resourceName": "<topic>"}]

    Examples:
      | what         | path                                                        | topic  |
      | subject      | /associations/subjects/:{ctx}:orders                        | weak   |
      | context URL  | /contexts/{ctx}/associations/subjects/orders                | weak   |
      | id           | /associations/resources/{s}-s                               | strong |
      | name alone   | /associations/resources/{bare}/strong                       | strong |
      | lifecycle    | /associations/resources/{bare}/-?lifecycle=WEAK             | weak   |
      | a page       | /associations/resources/{bare}/strong?offset=0&limit=1      | strong |

  Scenario Outline: Schemas by their association: <query>
    When I GET "/schemas?subjectPrefix=:{ctx}:&<query>"
    Then the answer is 200
    And the body includes <body>

    Examples:
      | query                            | body                                                                               |
      | resourceType=topic               | [{"subject": ":{ctx}:orders"}, {"subject": ":{ctx}:strong-value"}]                 |
      | resourceType=topic&lifecycle=WEAK | [{"subject": ":{ctx}:orders", "associations": [{"resourceName": "weak"}]}]        |
      | lifecycle=NONE                   | []                                                                                 |

  Scenario: The same association again changes nothing
    When I POST "/associations?context=:{ctx}:" with:
      """
      {
        "resourceName": "weak", "resourceNamespace": "{bare}", "resourceId": "{s}-w",
        "associations": [{"subject": "orders", "lifecycle": "WEAK"}]
      }
      """
    Then the answer is 200
    And the body includes {"resourceName": "weak", "resourceId": "{s}-w"}

  Scenario: Another association of the same type
    Given ":{ctx}:payments" has the version "int"
    When I POST "/associations?context=:{ctx}:" with:
      """
      {
        "resourceName": "weak", "resourceNamespace": "{bare}", "resourceId": "{s}-w",
        "associations": [{"subject": "payments", "associationType": "value", "lifecycle": "WEAK"}]
      }
      """
    Then the answer is 409 with code 40903
    And the message is "An association of type 'value' already exists for resource 'weak'"

  Scenario Outline: A weak association of <subject> is refused
    When I POST "/associations?context=:{ctx}:" with:
      """
      {
        "resourceName": "third", "resourceNamespace": "{bare}", "resourceId": "{s}-3",
        "associations": [{"subject": "<subject>", "lifecycle": "WEAK"}]
      }
      """
    Then the answer is 409 with code <code>
    And the message is "<message>"

    Examples:
      | subject      | code  | message                                                                   |
      | nope         | 40907 | No active (non-deleted) version exists for subject ':{ctx}:nope'          |
      | strong-value | 40905 | A strong association already exists for subject ':{ctx}:strong-value'     |

  Scenario: Trying without doing
    When I POST "/associations?context=:{ctx}:&dryRun=true" with:
      """
      {
        "resourceName": "third", "resourceNamespace": "{bare}",
        "associations": [{"subject": "orders", "lifecycle": "WEAK"}]
      }
      """
    Then the answer is 200
    When I GET "/associations/resources/{bare}/third"
    Then the answer is 200 and the body is []
