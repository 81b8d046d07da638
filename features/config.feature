Feature: Configuration of a subject
  A subject may have a compatibility level and other settings of its own.

  Scenario: A subject has no configuration until it gets one
    When I GET "/config/{s}"
    Then the answer is 404 with code 40408
    And the message is "Subject '{s}' does not have subject-level compatibility configured"
    When I GET "/config/{s}?defaultToGlobal=true"
    Then the answer is 200
    And the body includes {"compatibilityLevel": "BACKWARD"}

  Scenario: Setting the level, which is called differently in requests and answers
    When I PUT "/config/{s}" with:
      """
      {"compatibility": "FULL"}
      """
    Then the answer is 200 and the body is {"compatibility": "FULL"}
    When I GET "/config/{s}"
    Then the answer is 200 and the body is {"compatibilityLevel": "FULL"}

  Scenario Outline: The level <level>
    When I PUT "/config/{s}" with:
      """
      {"compatibility": "<level>"}
      """
    Then the answer is 200 and the body is {"compatibility": "<stored>"}

    Examples:
      | level               | stored              |
      | NONE                | NONE                |
      | BACKWARD            | BACKWARD            |
      | BACKWARD_TRANSITIVE | BACKWARD_TRANSITIVE |
      | FORWARD             | FORWARD             |
      | FORWARD_TRANSITIVE  | FORWARD_TRANSITIVE  |
      | FULL                | FULL                |
      | FULL_TRANSITIVE     | FULL_TRANSITIVE     |
      | full_transitive     | FULL_TRANSITIVE     |
      | None                | NONE                |

  Scenario: A level that does not exist
    When I PUT "/config/{s}" with:
      """
      {"compatibility": "SIDEWAYS"}
      """
    Then the answer is 422 with code 42203
    And the message is "Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive, forward_transitive, and full_transitive"
    When I GET "/config/{s}"
    Then the answer is 404 with code 40408

  Scenario: Each update changes only what it names
    Given "{s}" has the level FULL
    And I have sent PUT "/config/{s}" with:
      """
      {"normalize": true, "compatibilityGroup": "app.major"}
      """
    When I PUT "/config/{s}" with:
      """
      {"normalize": null, "validateFields": false, "compatibilityPolicy": "lenient"}
      """
    Then the answer is 200
    And the body is:
      """
      {
        "validateFields": false,
        "compatibility": "FULL",
        "compatibilityPolicy": "LENIENT",
        "compatibilityGroup": "app.major"
      }
      """

  Scenario: An unknown policy counts as none
    When I PUT "/config/{s}" with:
      """
      {"compatibility": "FULL", "compatibilityPolicy": "GENEROUS"}
      """
    Then the answer is 200 and the body is {"compatibility": "FULL"}

  Scenario: An empty update makes a row that shows the server's own level
    When I PUT "/config/{s}" with:
      """
      {}
      """
    Then the answer is 200 and the body is {}
    When I GET "/config/{s}"
    Then the answer is 200 and the body is {"compatibilityLevel": "BACKWARD"}

  Scenario: Removing the configuration answers what it was
    Given I have sent PUT "/config/{s}" with:
      """
      {"compatibility": "NONE", "normalize": true}
      """
    When I DELETE "/config/{s}"
    Then the answer is 200 and the body is {"compatibilityLevel": "NONE", "normalize": true}
    When I GET "/config/{s}"
    Then the answer is 404 with code 40408

  Scenario: Removing what was never set
    When I DELETE "/config/{s}"
    Then the answer is 404 with code 40401
    And the message is "Subject '{s}' not found."

  Scenario Outline: "<name>" cannot be configured
    When I PUT "/config/<name>" with:
      """
      {"compatibility": "FULL"}
      """
    Then the answer is 422 with code 42208
    And the message is "The specified subject '<name>' is not a valid."

    Examples:
      | name     |
      | __GLOBAL |
      | __EMPTY  |

  Scenario: A wrong level is noticed before a wrong name
    When I PUT "/config/__EMPTY" with:
      """
      {"compatibility": "SIDEWAYS"}
      """
    Then the answer is 422 with code 42203

  Scenario: Metadata and their place in a configuration
    When I PUT "/config/{s}" with:
      """
      {
        "defaultMetadata": {"properties": {"owner": "none", "area": "sales"}},
        "overrideMetadata": {"tags": {"R.f": ["PII", "A"]}, "sensitive": ["b", "a"]}
      }
      """
    Then the answer is 200
    And the body is:
      """
      {
        "defaultMetadata": {"properties": {"area": "sales", "owner": "none"}},
        "overrideMetadata": {"tags": {"R.f": ["A", "PII"]}, "sensitive": ["a", "b"]}
      }
      """
