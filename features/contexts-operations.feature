@contexts @avro
Feature: Every operation works in a context
  A subject's qualified name and the context's base URL lead to the same place.

  Scenario Outline: What is written by <writer> is read by the others
    When I POST "<path>/versions" with:
      """
      {"schema": "\"int\""}
      """
    Then the answer is 200
    And the body includes {"id": 1, "version": 1}
    When I GET "/subjects/:{ctx}:orders/versions/latest"
    Then the answer is 200
    And the body includes {"subject": ":{ctx}:orders", "id": 1}
    When I GET "/subjects/%3A{ctx}%3Aorders/versions/1"
    Then the body includes {"subject": ":{ctx}:orders", "id": 1}
    When I GET "/contexts/{ctx}/subjects/orders/versions/1"
    Then the body includes {"subject": ":{ctx}:orders", "id": 1}
    When I GET "/contexts/{bare}/subjects/orders/versions/1"
    Then the body includes {"subject": ":{ctx}:orders", "id": 1}
    When I GET "/contexts/:{ctx}:/subjects/orders/versions/1"
    Then the body includes {"subject": ":{ctx}:orders", "id": 1}

    Examples:
      | writer                | path                               |
      | the qualified name    | /subjects/:{ctx}:orders            |
      | the base URL          | /contexts/{ctx}/subjects/orders    |
      | the base URL, no dot  | /contexts/{bare}/subjects/orders   |
      | the encoded name      | /subjects/%3A{ctx}%3Aorders        |

  Scenario Outline: <method> <path> answers <status> in a context
    Given I work in a context of my own
    And "orders" has the versions "int", "long"
    When I <method> "<path>"
    Then the answer is <status> and the body is <body>

    Examples:
      | method | path                                           | status | body                                                                                |
      | GET    | /subjects                                      | 200    | [":{ctx}:orders"]                                                                   |
      | GET    | /subjects/orders/versions                      | 200    | [1, 2]                                                                              |
      | GET    | /subjects/orders/versions/1/referencedby       | 200    | []                                                                                  |
      | DELETE | /subjects/orders/versions/1                    | 200    | 1                                                                                   |
      | DELETE | /subjects/orders                               | 200    | [1, 2]                                                                              |
      | GET    | /subjects/nope/versions                        | 404    | {"error_code": 40401, "message": "Subject ':{ctx}:nope' not found."}                |
      | GET    | /schemas/ids/1/subjects                        | 200    | [":{ctx}:orders"]                                                                   |
      | GET    | /schemas/ids/2/versions                        | 200    | [{"subject": ":{ctx}:orders", "version": 2}]                                        |
      | GET    | /schemas/ids/9                                 | 404    | {"error_code": 40403, "message": "Schema 9 not found"}                              |
      | GET    | /config/orders                                 | 404    | {"error_code": 40408, "message": "Subject ':{ctx}:orders' does not have subject-level compatibility configured"} |
      | GET    | /config?defaultToGlobal=true                   | 200    | {"compatibilityLevel": "BACKWARD"}                                                  |
      | DELETE | /config                                        | 404    | {"error_code": 40401, "message": "Subject ':{ctx}:' not found."}                    |
      | GET    | /mode?defaultToGlobal=true                     | 200    | {"mode": "READWRITE"}                                                               |
      | DELETE | /mode                                          | 404    | {"error_code": 40401, "message": "Subject ':{ctx}:' not found."}                    |
      | GET    | /associations/subjects/orders                  | 200    | []                                                                                  |

  Scenario: Clients feed qualified names back into the base URL
    Given I work in a context of my own
    And "orders" has the version "int"
    When I GET "/subjects/:{ctx}:orders/versions/1"
    Then the answer is 200
    And the body includes {"subject": ":{ctx}:orders"}
    When I GET "/subjects/%3A{ctx}%3Aorders/versions/1"
    Then the answer is 200
    When I GET "/schemas/ids/1?subject=:{ctx}:orders"
    Then the answer is 200
    And the body includes {"subject": ":{ctx}:orders"}

  Scenario: A qualified name of another context wins over the base URL
    Given ":{other}:orders" has the version "string"
    When I GET "/contexts/{ctx}/subjects/:{other}:orders/versions/1"
    Then the answer is 200
    And the body includes {"subject": ":{other}:orders", "schema": "\"string\""}
    When I GET "/contexts/{ctx}/schemas/ids/1?subject=:{other}:orders"
    Then the answer is 200
    And the body includes {"subject": ":{other}:orders"}
    When I POST "/contexts/{ctx}/subjects/:.:{s}/versions" with:
      """
      {"schema": "\"int\""}
      """
    Then the answer is 200
    When I GET "/subjects/{s}/versions/1"
    Then the answer is 200
    And the body includes {"subject": "{s}"}

  Scenario: The default context has a base URL too
    When I POST "/contexts/./subjects/{s}/versions" with:
      """
      {"schema": "\"int\""}
      """
    Then the answer is 200
    When I GET "/contexts/:.:/subjects/{s}/versions/1"
    Then the answer is 200
    And the body includes {"subject": "{s}", "version": 1}
    When I GET "/subjects/:.:{s}/versions/1"
    Then the answer is 200
    And the body includes {"subject": "{s}"}
