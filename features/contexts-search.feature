@contexts @avro
Feature: Reading across contexts
  Some reads without a context look into all of them; listings can be told where to look.

  Background:
    Given ":{ctx}:{s}" has the versions "int", "long"
    And ":{other}:{s}" has the version "string"

  Scenario: A version is found in the first context that has it
    When I GET "/subjects/{s}/versions/1"
    Then the answer is 200
    And the body includes {"subject": ":{ctx}:{s}", "schema": "\"int\""}
    When I GET "/subjects/{s}/versions/latest/schema"
    Then the text is ""long""

  Scenario: The default context comes first
    Given "{s}" has the version "boolean"
    When I GET "/subjects/{s}/versions/1"
    Then the answer is 200
    And the body includes {"subject": "{s}", "schema": "\"boolean\""}
    When I GET "/subjects/{s}/versions/2"
    Then the answer is 200
    And the body includes {"subject": ":{ctx}:{s}", "schema": "\"long\""}
    When I GET "/subjects/{s}/versions/3"
    Then the answer is 404 with code 40402

  Scenario: Nobody has the version
    When I GET "/subjects/{s}/versions/9"
    Then the answer is 404 with code 40401
    And the message is "Subject '{s}' not found."

  Scenario: A schema is looked up in every context
    When I look up the type "string" under "{s}"
    Then the answer is 200
    And the body includes {"subject": ":{other}:{s}", "version": 1}
    When I look up the type "double" under "{s}"
    Then the answer is 404 with code 40401

  Scenario: A qualified name is looked for in its context only
    When I GET "/subjects/:{other}:{s}/versions/2"
    Then the answer is 404 with code 40402
    When I POST "/subjects/:{other}:{s}" with:
      """
      {"schema": "\"int\""}
      """
    Then the answer is 404 with code 40403

  Scenario Outline: <what> does not look into other contexts
    When I <method> "<path>"
    Then the answer is 404 with code 40401
    And the message is "Subject '{s}' not found."

    Examples:
      | what               | method | path                            |
      | listing versions   | GET    | /subjects/{s}/versions          |
      | deleting a version | DELETE | /subjects/{s}/versions/1        |
      | deleting           | DELETE | /subjects/{s}                   |
      | metadata           | GET    | /subjects/{s}/metadata          |

  Scenario: A check does not look into other contexts either
    When I check the type "boolean" against all of "{s}"
    Then the answer is 200 and the body is {"is_compatible": true, "messages": []}

  Scenario: An id is found in the context where the subject has it
    When I GET "/schemas/ids/2?subject={s}"
    Then the answer is 200
    And the body includes {"subject": ":{ctx}:{s}", "schema": "\"long\""}
    When I GET "/schemas/ids/2?subject=:{other}:{s}"
    Then the answer is 404 with code 40403
    When I GET "/schemas/ids/1?subject=:{other}:"
    Then the answer is 200
    And the body includes {"subject": ":{other}:{s}"}

  Scenario Outline: GET /subjects?<query>
    When I GET "/subjects?<query>"
    Then the answer is 200 and the body is <body>

    Examples:
      | query                      | body                                 |
      | subjectPrefix=:*:{s}       | [":{ctx}:{s}", ":{other}:{s}"]       |
      | subjectPrefix=%3A*%3A{s}   | [":{ctx}:{s}", ":{other}:{s}"]       |
      | subjectPrefix={s}          | []                                   |
      | subjectPrefix=:{ctx}:      | [":{ctx}:{s}"]                       |
      | subjectPrefix=:{ctx}       | [":{ctx}:{s}"]                       |
      | subjectPrefix=:{ctx}:x     | []                                   |

  Scenario: All subjects of all contexts
    When I GET "/subjects"
    Then the answer is 200
    And the list contains ":{ctx}:{s}"
    And the list contains ":{other}:{s}"

  Scenario: The default context alone
    Given "{s}-d" has the version "int"
    When I GET "/contexts/./subjects"
    Then the answer is 200
    And the list contains "{s}-d"
    And the list does not contain ":{ctx}:{s}"
    When I GET "/subjects?subjectPrefix="
    Then the list contains "{s}-d"
    And the list does not contain ":{ctx}:{s}"
    When I GET "/schemas?subjectPrefix={s}"
    Then the answer is 200
    And the body includes [{"subject": "{s}-d"}]

  Scenario: The schemas of all contexts
    When I GET "/schemas?subjectPrefix=:*:{s}&latestOnly=true"
    Then the answer is 200
    And the body includes [{"subject": ":{ctx}:{s}", "version": 2}, {"subject": ":{other}:{s}", "version": 1}]

  Scenario: Contexts by prefix and page
    When I GET "/contexts"
    Then the list contains "{ctx}"
    And the list contains "{other}"
    When I GET "/contexts?contextPrefix={ctx}&offset=1"
    Then the answer is 200 and the body is []
    When I GET "/contexts?contextPrefix={ctx}&limit=1"
    Then the answer is 200 and the body is ["{ctx}"]
    When I GET "/contexts/{ctx}/contexts?contextPrefix={other}"
    Then the answer is 200 and the body is ["{other}"]
