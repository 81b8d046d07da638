@contexts @avro
Feature: Contexts keep apart
  What happens in one context is not seen in another.

  Background:
    Given ":{ctx}:orders" has the versions "int", "long"
    And ":{other}:orders" has the version "string"

  Scenario: Each context counts its ids from 1
    When I GET "/contexts/{ctx}/schemas/ids/1/schema"
    Then the text is ""int""
    When I GET "/contexts/{other}/schemas/ids/1/schema"
    Then the text is ""string""
    When I GET "/contexts/{other}/schemas/ids/2"
    Then the answer is 404 with code 40403

  Scenario: The same content has an id per context and one guid
    When I register the type "long" under ":{other}:amounts"
    Then the answer is 200
    And the body includes {"id": 2, "version": 1, "guid": "e1dd9a1e-f98b-451b-5369-0370b393966b"}
    When I register the type "int" under ":{other}:counts"
    Then the body includes {"id": 3, "guid": "ef524ea1-b91e-7317-3d93-8ade36c1db32"}
    When I GET "/schemas/guids/ef524ea1-b91e-7317-3d93-8ade36c1db32/ids"
    Then the answer is 200
    And the list contains {"context": "{ctx}", "id": 1}
    And the list contains {"context": "{other}", "id": 3}

  Scenario: A context lists only its own
    When I GET "/contexts/{ctx}/subjects"
    Then the answer is 200 and the body is [":{ctx}:orders"]
    When I GET "/contexts/{ctx}/schemas"
    Then the answer is 200
    And the body includes [{"subject": ":{ctx}:orders", "version": 1}, {"subject": ":{ctx}:orders", "version": 2}]
    When I GET "/contexts/{other}/schemas?latestOnly=true"
    Then the body includes [{"subject": ":{other}:orders", "version": 1}]

  Scenario: Deleting a subject leaves its namesake
    Given I have sent DELETE "/subjects/:{ctx}:orders"
    And I have sent DELETE "/subjects/:{ctx}:orders?permanent=true"
    When I GET "/subjects/:{other}:orders/versions"
    Then the answer is 200 and the body is [1]
    When I GET "/contexts/{other}/schemas/ids/1"
    Then the answer is 200

  Scenario: Compatibility is judged within the context
    When I check the type "double" against all of ":{ctx}:orders"
    Then the body includes {"is_compatible": true}
    When I check the type "double" against all of ":{other}:orders"
    Then the body includes {"is_compatible": false}

  Scenario: A configuration stays in its context
    Given I have sent PUT "/config/:{ctx}:" with:
      """
      {"compatibility": "NONE"}
      """
    When I register the type "string" under ":{ctx}:orders"
    Then the answer is 200
    When I register the type "int" under ":{other}:orders"
    Then the answer is 409 with code 40901
    When I GET "/config/:{other}:"
    Then the answer is 404 with code 40408
    And the message is "Subject ':{other}:' does not have subject-level compatibility configured"

  Scenario: A mode stays in its context
    Given I have sent PUT "/mode/:{ctx}:" with:
      """
      {"mode": "READONLY"}
      """
    When I register the type "double" under ":{ctx}:orders"
    Then the answer is 422 with code 42205
    When I register the type "bytes" under ":{other}:orders"
    Then the answer is 200
    When I register the type "int" under "{s}"
    Then the answer is 200

  Scenario: A registration in a context is not one in the default context
    When I GET "/subjects/:.:orders-{s}/versions"
    Then the answer is 404 with code 40401
    Given ":{ctx}:{s}" has the version "int"
    When I GET "/subjects/{s}/versions"
    Then the answer is 404 with code 40401
    And the message is "Subject '{s}' not found."

  Scenario: A namesake does not keep a context from being deleted
    Given I have sent DELETE "/subjects/:{ctx}:orders"
    And I have sent DELETE "/subjects/:{ctx}:orders?permanent=true"
    When I DELETE "/contexts/{ctx}"
    Then the answer is 204
    When I GET "/subjects/:{other}:orders/versions/1"
    Then the answer is 200

  @ours
  Scenario: A topic asked for in whatever namespace is looked for in the context alone
    Given I have sent POST "/contexts/{other}/associations" with:
      """
      {
        "resourceName": "{s}", "resourceNamespace": "{bare}", "resourceId": "{s}-id",
        "associations": [{"subject": "orders", "associationType": "value", "lifecycle": "WEAK"}]
      }
      """
    When I GET "/contexts/{ctx}/associations/resources/-/{s}?resourceType=topic&associationType=value"
    Then the answer is 200 and the body is []
    When I GET "/contexts/{other}/associations/resources/-/{s}?resourceType=topic&associationType=value"
    Then the answer is 200
    And the body includes [{"subject": ":{other}:orders"}]
