@contexts @avro
Feature: Config and mode of a context
  A context has a configuration and a mode; its base URL addresses exactly these.

  Background:
    Given I work in a context of my own

  Scenario: The configuration of a context
    When I GET "/config"
    Then the answer is 404 with code 40408
    And the message is "Subject ':{ctx}:' does not have subject-level compatibility configured"
    When I PUT "/config" with:
      """
      {"compatibility": "FORWARD"}
      """
    Then the answer is 200 and the body is {"compatibility": "FORWARD"}
    When I GET "/config"
    Then the answer is 200 and the body is {"compatibilityLevel": "FORWARD"}
    When I GET "/config/:{ctx}:"
    Then the answer is 200 and the body is {"compatibilityLevel": "FORWARD"}
    When I GET "/config/orders?defaultToGlobal=true"
    Then the answer is 200 and the body is {"compatibilityLevel": "FORWARD"}
    When I DELETE "/config"
    Then the answer is 200 and the body is {"compatibilityLevel": "FORWARD"}
    When I DELETE "/config"
    Then the answer is 404 with code 40401
    And the message is "Subject ':{ctx}:' not found."

  Scenario: The level of the context counts when schemas are registered
    Given I have sent PUT "/config" with:
      """
      {"compatibility": "FORWARD"}
      """
    And "orders" has the version "long"
    When I register the type "int" under "orders"
    Then the answer is 200
    When I register the type "string" under "orders"
    Then the answer is 409 with code 40901

  Scenario: Defaults of a context reach its subjects
    Given I have sent PUT "/config" with:
      """
      {"normalize": true, "defaultMetadata": {"properties": {"team": "a"}}}
      """
    When I register under "orders" the request:
      """
      {"schema": "{\"type\":\"int\",\"b\":1,\"a\":2}"}
      """
    Then the answer is 200
    And the body includes {"schema": "{\"type\":\"int\",\"a\":2,\"b\":1}", "metadata": {"properties": {"team": "a"}}}

  Scenario: A subject's own row hides the defaults of its context
    Given I have sent PUT "/config" with:
      """
      {"defaultMetadata": {"properties": {"team": "a"}}}
      """
    And "orders" has the level NONE
    When I register the type "int" under "orders"
    Then the answer is 200
    And the body has no "metadata"

  Scenario: The whole context becomes read-only
    Given "orders" has the version "int"
    And I have sent PUT "/mode" with:
      """
      {"mode": "READONLY"}
      """
    When I register the type "long" under "orders"
    Then the answer is 422 with code 42205
    And the message is "Subject :{ctx}:orders in context :{ctx}: is in read-only mode"
    When I DELETE "/subjects/orders"
    Then the answer is 422 with code 42205
    When I PUT "/config" with:
      """
      {"compatibility": "NONE"}
      """
    Then the answer is 422 with code 42205
    When I GET "/subjects/orders/versions"
    Then the answer is 200 and the body is [1]

  Scenario: The whole context imports
    Given I have sent PUT "/mode" with:
      """
      {"mode": "IMPORT"}
      """
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "id": 40, "version": 3}
      """
    Then the answer is 200
    And the body includes {"id": 40, "version": 3}
    When I GET "/schemas/ids/40?fetchMaxId=true"
    Then the body includes {"maxId": 40}

  Scenario: The settings of a subject in the context
    Given "orders" has the level FULL
    And "orders" has the mode READONLY
    When I GET "/config/:{ctx}:orders"
    Then the answer is 200 and the body is {"compatibilityLevel": "FULL"}
    When I GET "/mode/:{ctx}:orders"
    Then the answer is 200 and the body is {"mode": "READONLY"}
    When I GET "/config/:{other}:orders"
    Then the answer is 404 with code 40408
    When I GET "/mode/:{other}:orders?defaultToGlobal=true"
    Then the answer is 200 and the body is {"mode": "READWRITE"}
