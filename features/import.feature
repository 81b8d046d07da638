@avro
Feature: Importing schemas with their ids
  In IMPORT mode a registry takes schemas over from another one, with ids and versions as they are.

  Background:
    Given I work in a context of my own

  Scenario: A schema keeps its id and version
    Given "orders" has the mode IMPORT
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "id": 100, "version": 5}
      """
    Then the answer is 200
    And the body includes {"id": 100, "version": 5, "schema": "\"int\""}
    When I GET "/subjects/orders/versions"
    Then the answer is 200 and the body is [5]
    When I GET "/schemas/ids/100"
    Then the answer is 200
    And the body includes {"schema": "\"int\""}

  Scenario: Without a version the next one is used
    Given "orders" has the mode IMPORT
    And I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": "\"int\"", "id": 100, "version": 5}
      """
    When I register under "orders" the request:
      """
      {"schema": "\"long\"", "id": 7}
      """
    Then the answer is 200
    And the body includes {"id": 7, "version": 6}

  Scenario: An import needs an id
    Given "orders" has the mode IMPORT
    When I register the type "int" under "orders"
    Then the answer is 422 with code 42205
    And the message is "Subject :{ctx}:orders in context :{ctx}: is not in read-write mode"

  Scenario: Neither compatibility nor metadata defaults apply
    Given I have sent PUT "/config/orders" with:
      """
      {"compatibility": "FULL_TRANSITIVE", "defaultMetadata": {"properties": {"a": "b"}}}
      """
    And "orders" has the mode IMPORT
    And I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": "\"int\"", "id": 1, "version": 1}
      """
    When I register under "orders" the request:
      """
      {"schema": "\"string\"", "id": 2, "version": 2}
      """
    Then the answer is 200
    And the body has no "metadata"

  Scenario: An id stands for one content for ever
    Given "orders" has the mode IMPORT
    And I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": "\"int\"", "id": 100, "version": 1}
      """
    When I register under "orders" the request:
      """
      {"schema": "\"long\"", "id": 100, "version": 2}
      """
    Then the answer is 422 with code 42205
    And the message is "Overwrite new schema with id 100 in context :{ctx}: is not permitted."

  Scenario: One content may be imported under two ids; the last one is used from then on
    Given I have sent PUT "/mode" with:
      """
      {"mode": "IMPORT"}
      """
    And I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": "\"int\"", "id": 100, "version": 1}
      """
    When I register under "payments" the request:
      """
      {"schema": "\"int\"", "id": 90, "version": 1}
      """
    Then the answer is 200
    And the body includes {"id": 90, "version": 1}
    Given I have sent DELETE "/mode"
    When I register the type "int" under "refunds"
    Then the answer is 200
    And the body includes {"id": 90, "version": 1}

  Scenario: Ids go on after the highest imported one
    Given "orders" has the mode IMPORT
    And I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": "\"int\"", "id": 100, "version": 1}
      """
    And I have sent DELETE "/mode/orders"
    When I register the type "long" under "orders"
    Then the answer is 200
    And the body includes {"id": 101, "version": 2}

  Scenario: A subject with live versions does not become importable by itself
    Given "orders" has the version "int"
    When I PUT "/mode/orders" with:
      """
      {"mode": "IMPORT"}
      """
    Then the answer is 422 with code 42205
    And the message is "Cannot import since found existing subjects"
    When I PUT "/mode/orders?force=true" with:
      """
      {"mode": "IMPORT"}
      """
    Then the answer is 200 and the body is {"mode": "IMPORT"}
    When I GET "/subjects/orders/versions"
    Then the answer is 200 and the body is [1]

  Scenario: A context with live versions does not become importable by itself
    Given "orders" has the version "int"
    When I PUT "/mode" with:
      """
      {"mode": "IMPORT"}
      """
    Then the answer is 422 with code 42205
    And the message is "Cannot import since found existing subjects"
    When I PUT "/mode/payments" with:
      """
      {"mode": "IMPORT"}
      """
    Then the answer is 200

  Scenario: What was soft-deleted goes for good when importing begins
    Given "orders" has the versions "int", "long"
    And I have sent DELETE "/subjects/orders"
    When I PUT "/mode/orders" with:
      """
      {"mode": "IMPORT"}
      """
    Then the answer is 200
    When I GET "/subjects/orders/versions?deleted=true"
    Then the answer is 404 with code 40401
