@avro
Feature: What an incompatibility is called
  A verbose check and a refused registration say what differs, in the words that tools parse.

  Background:
    Given I work in a context of my own

  Scenario: BACKWARD
    Given "orders" has the version "long"
    When I check the type "int" against the latest of "orders"
    Then the answer is 200
    And the body is:
      """
      {
        "is_compatible": false,
        "messages": [
          "{errorType:'TYPE_MISMATCH', description:'The type (path '/') of a field in the new schema does not match with the old schema', additionalInfo:'reader type: INT not compatible with writer type: LONG'}",
          "{oldSchemaVersion: 1}",
          "{oldSchema: '\"long\"'}",
          "{validateFields: 'false', compatibility: 'BACKWARD'}"
        ]
      }
      """

  Scenario: FORWARD
    Given "orders" has the level FORWARD
    And "orders" has the version "int"
    When I check the type "long" against all of "orders"
    Then the answer is 200
    And the body is:
      """
      {
        "is_compatible": false,
        "messages": [
          "{errorType:'TYPE_MISMATCH', description:'The type (path '/') of a field in the old schema does not match with the new schema', additionalInfo:'reader type: INT not compatible with writer type: LONG'}",
          "{oldSchemaVersion: 1}",
          "{oldSchema: '\"int\"'}",
          "{validateFields: 'false', compatibility: 'FORWARD'}"
        ]
      }
      """

  Scenario: FULL, failing forwards only, does not show the old schema
    Given "orders" has the level FULL
    And "orders" has the version "int"
    When I check the type "long" against the latest of "orders"
    Then the answer is 200
    And the body is:
      """
      {
        "is_compatible": false,
        "messages": [
          "{errorType:'TYPE_MISMATCH', description:'The type (path '/') of a field in the old schema does not match with the new schema', additionalInfo:'reader type: INT not compatible with writer type: LONG'}",
          "{validateFields: 'false', compatibility: 'FULL'}"
        ]
      }
      """

  Scenario: FULL, failing both ways, names the forward faults first
    Given "orders" has the level FULL
    And "orders" has the version "int"
    When I check the type "string" against the latest of "orders"
    Then the answer is 200
    And the body is:
      """
      {
        "is_compatible": false,
        "messages": [
          "{errorType:'TYPE_MISMATCH', description:'The type (path '/') of a field in the old schema does not match with the new schema', additionalInfo:'reader type: INT not compatible with writer type: STRING'}",
          "{errorType:'TYPE_MISMATCH', description:'The type (path '/') of a field in the new schema does not match with the old schema', additionalInfo:'reader type: STRING not compatible with writer type: INT'}",
          "{oldSchemaVersion: 1}",
          "{oldSchema: '\"int\"'}",
          "{validateFields: 'false', compatibility: 'FULL'}"
        ]
      }
      """

  Scenario: A transitive check stops at the newest version that fails
    Given "orders" has the level NONE
    And "orders" has the versions "string", "boolean", "int"
    And "orders" has the level BACKWARD_TRANSITIVE
    When I check the type "long" against all of "orders"
    Then the answer is 200
    And the body is:
      """
      {
        "is_compatible": false,
        "messages": [
          "{errorType:'TYPE_MISMATCH', description:'The type (path '/') of a field in the new schema does not match with the old schema', additionalInfo:'reader type: LONG not compatible with writer type: BOOLEAN'}",
          "{oldSchemaVersion: 2}",
          "{oldSchema: '\"boolean\"'}",
          "{validateFields: 'false', compatibility: 'BACKWARD_TRANSITIVE'}"
        ]
      }
      """

  Scenario: A registration is refused with the same words
    Given "orders" has the version "long"
    When I register the type "int" under "orders"
    Then the answer is 409 with code 40901
    And the message is "Schema being registered is incompatible with an earlier schema for subject ":{ctx}:orders", details: [{errorType:'TYPE_MISMATCH', description:'The type (path '/') of a field in the new schema does not match with the old schema', additionalInfo:'reader type: INT not compatible with writer type: LONG'}, {oldSchemaVersion: 1}, {oldSchema: '"long"'}, {validateFields: 'false', compatibility: 'BACKWARD'}]"

  Scenario: Schemas of different types
    Given "orders" has the version "string"
    When I POST "/compatibility/subjects/orders/versions?verbose=true" with:
      """
      {"schemaType": "JSON", "schema": "{\"type\":\"string\"}"}
      """
    Then the answer is 200
    And the body is:
      """
      {
        "is_compatible": false,
        "messages": [
          "Incompatible because of different schema type",
          "{validateFields: 'false', compatibility: 'BACKWARD'}"
        ]
      }
      """

  Scenario: An invalid schema is an error, or one message of a verbose answer
    When I POST "/compatibility/subjects/orders/versions" with:
      """
      {"schema": "{\"type\":\"nonsense\"}"}
      """
    Then the answer is 422 with code 42201
    When I POST "/compatibility/subjects/orders/versions?verbose=true" with:
      """
      {"schema": "[\"int\",\"int\"]"}
      """
    Then the answer is 200 and the body is {"is_compatible": false, "messages": ["<text>"]}

  Scenario: An empty schema
    When I POST "/compatibility/subjects/orders/versions" with:
      """
      {"schema": ""}
      """
    Then the answer is 422 with code 42201
    And the message is "Empty schema"
    When I POST "/compatibility/subjects/orders/versions/latest?verbose=true" with:
      """
      {"schema": ""}
      """
    Then the answer is 200 and the body is {"is_compatible": false, "messages": ["Empty schema"]}
