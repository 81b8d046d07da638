@contexts @avro
Feature: The life of a context
  A context is a registry of its own. It comes into being with its first schema and is removed
  when it is empty.

  Scenario: The first registration creates the context
    When I GET "/contexts?contextPrefix={ctx}"
    Then the answer is 200 and the body is []
    When I register the type "int" under ":{ctx}:orders"
    Then the answer is 200
    And the body includes {"id": 1, "version": 1}
    When I GET "/contexts?contextPrefix={ctx}"
    Then the answer is 200 and the body is ["{ctx}"]

  Scenario: The default context is always there, and first
    When I GET "/contexts?limit=1"
    Then the answer is 200 and the body is ["."]

  Scenario Outline: <what> creates no context
    When I <method> "<path>" with:
      """
      <body>
      """
    And I GET "/contexts?contextPrefix={ctx}"
    Then the answer is 200 and the body is []

    Examples:
      | what                  | method | path                                                 | body                                |
      | a configuration       | PUT    | /config/:{ctx}:                                      | {"compatibility": "FULL"}           |
      | a subject's config    | PUT    | /config/:{ctx}:orders                                | {"compatibility": "FULL"}           |
      | a mode                | PUT    | /mode/:{ctx}:                                        | {"mode": "READWRITE"}               |
      | a lookup              | POST   | /subjects/:{ctx}:orders                              | {"schema": "\"int\""}               |
      | a compatibility check | POST   | /compatibility/subjects/:{ctx}:orders/versions       | {"schema": "\"int\""}               |
      | a failed registration | POST   | /subjects/:{ctx}:orders/versions                     | {"schema": "{\"type\":\"nonsense\"}"} |
      | an invalid name       | POST   | /subjects/:{ctx}:__EMPTY/versions                    | {"schema": "\"int\""}               |

  Scenario: An import creates the context too
    Given I have sent PUT "/mode/:{ctx}:" with:
      """
      {"mode": "IMPORT"}
      """
    And I have sent POST "/subjects/:{ctx}:orders/versions" with:
      """
      {"schema": "\"int\"", "id": 5, "version": 1}
      """
    When I GET "/contexts?contextPrefix={ctx}"
    Then the answer is 200 and the body is ["{ctx}"]

  Scenario: A context with a subject is not deleted
    Given ":{ctx}:orders" has the version "int"
    When I DELETE "/contexts/{ctx}"
    Then the answer is 422 with code 42211
    And the message is "The specified context ':{ctx}:' is not empty."
    When I GET "/subjects/:{ctx}:orders/versions"
    Then the answer is 200 and the body is [1]

  Scenario: A soft-deleted subject keeps its context
    Given ":{ctx}:orders" has the version "int"
    And I have sent DELETE "/subjects/:{ctx}:orders"
    When I DELETE "/contexts/{ctx}"
    Then the answer is 422 with code 42211

  Scenario: An empty context is deleted
    Given ":{ctx}:orders" has the version "int"
    And I have sent DELETE "/subjects/:{ctx}:orders"
    And I have sent DELETE "/subjects/:{ctx}:orders?permanent=true"
    When I DELETE "/contexts/{ctx}"
    Then the answer is 204
    And the body is empty
    When I GET "/contexts?contextPrefix={ctx}"
    Then the answer is 200 and the body is []

  Scenario: A context that is used again never issues an old id
    Given ":{ctx}:orders" has the versions "int", "long"
    And I have sent DELETE "/subjects/:{ctx}:orders"
    And I have sent DELETE "/subjects/:{ctx}:orders?permanent=true"
    And I have sent DELETE "/contexts/{ctx}"
    When I register the type "int" under ":{ctx}:orders"
    Then the answer is 200
    And the body includes {"id": 3, "version": 1}

  Scenario: Config and mode survive the deletion of their context
    Given ":{ctx}:orders" has the version "int"
    And I have sent PUT "/config/:{ctx}:" with:
      """
      {"compatibility": "NONE"}
      """
    And I have sent DELETE "/subjects/:{ctx}:orders"
    And I have sent DELETE "/subjects/:{ctx}:orders?permanent=true"
    And I have sent DELETE "/contexts/{ctx}"
    When I GET "/config/:{ctx}:"
    Then the answer is 200 and the body is {"compatibilityLevel": "NONE"}

  Scenario Outline: Deleting <what>
    When I DELETE "<path>"
    Then the answer is <status>

    Examples:
      | what                                 | path               | status |
      | a context that never was             | /contexts/{ctx}    | 204    |
      | the same with a slash                | /contexts/{ctx}/   | 204    |
      | the same written with colons         | /contexts/:{ctx}:  | 204    |
      | the default context                  | /contexts/.        | 405    |
      | the list of contexts                 | /contexts          | 405    |
