Feature: Where a subject's configuration comes from
  A subject's own row comes first, then its context's, then the one of all contexts, then the
  server's default. The top level is the row of the default context and of nobody else.

  Scenario: The top level always has a level
    When I GET "/config"
    Then the answer is 200
    And the body includes {"compatibilityLevel": "BACKWARD"}

  Scenario: Setting and removing the top level
    When I PUT "/config" with:
      """
      {"compatibility": "full"}
      """
    Then the answer is 200 and the body is {"compatibility": "FULL"}
    When I GET "/config"
    Then the answer is 200 and the body is {"compatibilityLevel": "FULL"}
    When I DELETE "/config"
    Then the answer is 200 and the body is {"compatibilityLevel": "FULL"}
    When I DELETE "/config"
    Then the answer is 200 and the body is {"compatibilityLevel": "BACKWARD"}

  Scenario Outline: "<path>" is the top level too
    Given I have sent PUT "<path>" with:
      """
      {"compatibility": "NONE"}
      """
    When I GET "/config"
    Then the answer is 200 and the body is {"compatibilityLevel": "NONE"}

    Examples:
      | path        |
      | /config/    |
      | /config/:.: |

  Scenario: A wrong level at the top
    When I PUT "/config" with:
      """
      {"compatibility": "SIDEWAYS"}
      """
    Then the answer is 422 with code 42203

  Scenario: A subject of the default context falls back to the top level
    Given I have sent PUT "/config" with:
      """
      {"compatibility": "NONE"}
      """
    When I GET "/config/{s}?defaultToGlobal=true"
    Then the answer is 200 and the body is {"compatibilityLevel": "NONE"}
    Given "{s}" has the level FULL
    When I GET "/config/{s}?defaultToGlobal=true"
    Then the answer is 200 and the body is {"compatibilityLevel": "FULL"}

  Scenario: A row without a level hides the level above it
    Given I have sent PUT "/config" with:
      """
      {"compatibility": "NONE"}
      """
    And I have sent PUT "/config/{s}" with:
      """
      {"normalize": false}
      """
    When I GET "/config/{s}?defaultToGlobal=true"
    Then the answer is 200 and the body is {"normalize": false, "compatibilityLevel": "BACKWARD"}

  Scenario: Flags, policy and group reach a subject's row from the top level, the level does not
    Given I have sent PUT "/config" with:
      """
      {
        "compatibility": "NONE",
        "normalize": true,
        "validateFields": true,
        "compatibilityPolicy": "LENIENT",
        "compatibilityGroup": "major",
        "defaultMetadata": {"properties": {"a": "b"}}
      }
      """
    And I have sent PUT "/config/:{ctx}:orders" with:
      """
      {"normalize": false, "compatibility": "FULL"}
      """
    When I GET "/config/:{ctx}:orders?defaultToGlobal=true"
    Then the answer is 200
    And the body is:
      """
      {
        "normalize": false,
        "validateFields": true,
        "compatibilityLevel": "FULL",
        "compatibilityPolicy": "LENIENT",
        "compatibilityGroup": "major"
      }
      """
    When I GET "/config/:{ctx}:orders"
    Then the answer is 200 and the body is {"normalize": false, "compatibilityLevel": "FULL"}

  Scenario: A named context does not inherit the top level
    Given I have sent PUT "/config" with:
      """
      {"compatibility": "NONE"}
      """
    When I GET "/config/:{ctx}:orders?defaultToGlobal=true"
    Then the answer is 200 and the body is {"compatibilityLevel": "BACKWARD"}
    Given ":{ctx}:orders" has the version "int"
    When I register the type "string" under ":{ctx}:orders"
    Then the answer is 409 with code 40901

  Scenario: The scope of all contexts reaches every context
    Given I have sent PUT "/config/:.__GLOBAL:" with:
      """
      {"compatibility": "NONE"}
      """
    When I GET "/config/:.__GLOBAL:"
    Then the answer is 200 and the body is {"compatibilityLevel": "NONE"}
    When I GET "/config/:{ctx}:orders?defaultToGlobal=true"
    Then the answer is 200 and the body is {"compatibilityLevel": "NONE"}
    When I GET "/config/{s}?defaultToGlobal=true"
    Then the answer is 200 and the body is {"compatibilityLevel": "NONE"}
    When I GET "/config"
    Then the answer is 200 and the body is {"compatibilityLevel": "BACKWARD"}
    When I GET "/config?defaultToGlobal=true"
    Then the answer is 200 and the body is {"compatibilityLevel": "NONE"}
    Given ":{ctx}:orders" has the versions "int", "string"
    When I GET "/contexts/{ctx}/subjects/orders/versions"
    Then the answer is 200 and the body is [1, 2]

  Scenario: A context's row comes before the one of all contexts
    Given I have sent PUT "/config/:.__GLOBAL:" with:
      """
      {"compatibility": "NONE"}
      """
    And I have sent PUT "/config/:{ctx}:" with:
      """
      {"compatibility": "FORWARD"}
      """
    When I GET "/config/:{ctx}:orders?defaultToGlobal=true"
    Then the answer is 200 and the body is {"compatibilityLevel": "FORWARD"}
