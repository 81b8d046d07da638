@avro @ours
Feature: Rule sets
  Rules run in the clients; the registry checks and keeps them. (Confluent's community server
  drops them.)

  Background:
    Given I work in a context of my own

  Scenario: A rule is kept with its defaults filled in
    When I register under "orders" the request:
      """
      {
        "schema": "\"int\"",
        "ruleSet": {"domainRules": [{"name": "check", "type": "CEL", "expr": "true", "tags": ["b", "a"], "params": {"y": "1", "x": "2"}}]}
      }
      """
    Then the answer is 200
    When I GET "/subjects/orders/versions/1"
    Then the answer is 200
    And the body includes:
      """
      {
        "ruleSet": {
          "domainRules": [
            {
              "name": "check", "kind": "TRANSFORM", "mode": "WRITEREAD", "type": "CEL",
              "tags": ["a", "b"], "params": {"x": "2", "y": "1"}, "expr": "true", "disabled": false
            }
          ]
        }
      }
      """
    When I GET "/schemas/ids/1"
    Then the body includes {"ruleSet": {"domainRules": [{"name": "check"}]}}

  Scenario: Rules are found by their type
    Given I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": "\"int\"", "ruleSet": {"domainRules": [{"name": "check", "type": "CEL", "kind": "CONDITION"}]}}
      """
    And "payments" has the version "int"
    When I GET "/schemas?ruleType=CEL"
    Then the answer is 200
    And the body includes [{"subject": ":{ctx}:orders"}]

  Scenario: Other rules make another schema
    Given "orders" has the version "int"
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "ruleSet": {"domainRules": [{"name": "check", "type": "CEL"}]}}
      """
    Then the answer is 200
    And the body includes {"id": 2, "version": 2}

  Scenario: Rules are inherited from the latest version
    Given I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": "\"int\"", "ruleSet": {"domainRules": [{"name": "check", "type": "CEL"}]}}
      """
    When I register the type "long" under "orders"
    Then the answer is 200
    And the body includes {"version": 2, "ruleSet": {"domainRules": [{"name": "check"}]}}

  Scenario: Configured rules are merged by name
    Given I have sent PUT "/config/orders" with:
      """
      {
        "defaultRuleSet": {"domainRules": [{"name": "a", "type": "CEL", "expr": "1"}, {"name": "b", "type": "CEL", "expr": "1"}]},
        "overrideRuleSet": {"domainRules": [{"name": "c", "type": "CEL", "expr": "3"}]}
      }
      """
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "ruleSet": {"domainRules": [{"name": "b", "type": "CEL", "expr": "2"}]}}
      """
    Then the answer is 200
    And the body includes {"ruleSet": {"domainRules": [{"name": "a", "expr": "1"}, {"name": "b", "expr": "2"}, {"name": "c", "expr": "3"}]}}

  Scenario Outline: A rule set with <fault> is refused
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "ruleSet": <rules>}
      """
    Then the answer is 422 with code 42210
    And the message is "<message>"

    Examples:
      | fault                     | message                                                   | rules                                                                                        |
      | a name twice              | Found rule with duplicate name 'x'                        | {"domainRules": [{"name": "x", "type": "T"}], "migrationRules": [{"name": "x", "type": "T", "mode": "UPGRADE"}]} |
      | no name                   | Missing rule name                                         | {"domainRules": [{"type": "T"}]}                                                             |
      | an empty name             | Empty rule name                                           | {"domainRules": [{"name": "", "type": "T"}]}                                                 |
      | a name that starts ill    | Illegal initial character in rule name: 1x                | {"domainRules": [{"name": "1x", "type": "T"}]}                                               |
      | a name that goes on ill   | Illegal character in rule name: x y                       | {"domainRules": [{"name": "x y", "type": "T"}]}                                              |
      | no type                   | Missing rule type                                         | {"domainRules": [{"name": "x"}]}                                                             |
      | a wrong migration mode    | Migration rules can only be UPGRADE, DOWNGRADE, UPDOWN    | {"migrationRules": [{"name": "x", "type": "T", "mode": "READ"}]}                             |
      | a wrong domain mode       | Domain rules can only be WRITE, READ, WRITEREAD           | {"domainRules": [{"name": "x", "type": "T", "mode": "UPGRADE"}]}                             |
      | a wrong encoding mode     | Encoding rules can only be WRITE, READ, WRITEREAD         | {"encodingRules": [{"name": "x", "type": "T", "mode": "UPDOWN"}]}                            |
      | two actions in one mode   | Multiple actions only valid with WRITEREAD and UPDOWN     | {"domainRules": [{"name": "x", "type": "T", "mode": "READ", "onSuccess": "NONE,NONE"}]}      |

  Scenario Outline: An unknown <what> is not even a rule
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "ruleSet": {"domainRules": [{"name": "x", "type": "T", "<what>": "ODD"}]}}
      """
    Then the answer is 400 with code 400

    Examples:
      | what |
      | kind |
      | mode |

  Scenario: Rules are checked before the name and the text
    When I register under "__EMPTY" the request:
      """
      {"schema": "{", "ruleSet": {"domainRules": [{"type": "T"}]}}
      """
    Then the answer is 422 with code 42210

  Scenario: A configured rule set is checked after the level
    When I PUT "/config/orders" with:
      """
      {"compatibility": "ODD", "defaultRuleSet": {"domainRules": [{"type": "T"}]}}
      """
    Then the answer is 422 with code 42203
    When I PUT "/config/orders" with:
      """
      {"compatibility": "FULL", "defaultRuleSet": {"domainRules": [{"type": "T"}]}}
      """
    Then the answer is 422 with code 42210
    When I GET "/config/orders"
    Then the answer is 404 with code 40408
