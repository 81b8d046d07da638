@avro
Feature: Tags
  Fields and records can be tagged; the tags stand in the schema text and make a new version.

  Background:
    Given I work in a context of my own
    And I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": "{\"type\":\"record\",\"name\":\"R\",\"namespace\":\"n.m\",\"fields\":[{\"name\":\"f\",\"type\":\"string\"}]}"}
      """

  Scenario: Tagging a field
    When I POST "/subjects/orders/versions/1/tags" with:
      """
      {
        "newVersion": 2,
        "tagsToAdd": [{"schemaEntity": {"entityPath": "n.m.R.f", "entityType": "sr_field"}, "tags": ["PII"]}]
      }
      """
    Then the answer is 200
    And the body includes:
      """
      {
        "id": 2,
        "version": 2,
        "schemaType": "AVRO",
        "metadata": {"properties": {"confluent:version": "2"}}
      }
      """
    When I GET "/subjects/orders/versions/2?findTags=*"
    Then the answer is 200
    And the body includes:
      """
      {
        "schemaTags": [
          {"schemaEntity": {"entityPath": "n.m.R.f", "entityType": "sr_field"}, "tags": ["PII"]}
        ]
      }
      """

  Scenario Outline: A record tagged as "<path>"
    When I POST "/subjects/orders/versions/latest/tags" with:
      """
      {"tagsToAdd": [{"schemaEntity": {"entityPath": "<path>", "entityType": "sr_record"}, "tags": ["PII"]}]}
      """
    Then the answer is 200
    And the body includes {"version": 2}
    When I GET "/subjects/orders/versions/2/schema"
    Then the text is "{"type":"record","name":"R","namespace":"n.m","fields":[{"name":"f","type":"string"}],"confluent:tags":["PII"]}"

    Examples:
      | path  |
      | n.m.R |
      | R     |

  Scenario: Tags are found by name
    Given I have sent POST "/subjects/orders/versions/1/tags" with:
      """
      {"tagsToAdd": [{"schemaEntity": {"entityPath": "R.f", "entityType": "sr_field"}, "tags": ["PII"]}]}
      """
    When I GET "/subjects/orders/versions/2?findTags=PII&findTags=X"
    Then the body includes {"schemaTags": [{"tags": ["PII"]}]}
    When I GET "/subjects/orders/versions/2?findTags=X"
    Then the body has no "schemaTags"
    When I GET "/schemas/ids/2?findTags=*"
    Then the body includes {"schemaTags": [{"tags": ["PII"]}]}
    When I GET "/schemas/ids/2"
    Then the body has no "schemaTags"

  Scenario: Removing a tag starts from the version in the path
    Given I have sent POST "/subjects/orders/versions/1/tags" with:
      """
      {"tagsToAdd": [{"schemaEntity": {"entityPath": "R.f", "entityType": "sr_field"}, "tags": ["PII", "A"]}]}
      """
    When I POST "/subjects/orders/versions/2/tags" with:
      """
      {"newVersion": 3, "tagsToRemove": [{"schemaEntity": {"entityPath": "R.f", "entityType": "sr_field"}, "tags": ["A"]}]}
      """
    Then the answer is 200
    And the body includes {"version": 3}
    When I GET "/subjects/orders/versions/3/schema"
    Then the text is "{"type":"record","name":"R","namespace":"n.m","fields":[{"name":"f","type":"string","confluent:tags":["PII"]}]}"

  Scenario: An entity that is not in the schema
    When I POST "/subjects/orders/versions/1/tags" with:
      """
      {"tagsToAdd": [{"schemaEntity": {"entityPath": "R.x", "entityType": "sr_field"}, "tags": ["PII"]}]}
      """
    Then the answer is 422 with code 42201
    And the message contains "No matching path 'R.x' found in the schema"

  Scenario: A version that is not the next one
    When I POST "/subjects/orders/versions/1/tags" with:
      """
      {"newVersion": 7, "tagsToAdd": [{"schemaEntity": {"entityPath": "R.f", "entityType": "sr_field"}, "tags": ["PII"]}]}
      """
    Then the answer is 422 with code 42201

  Scenario Outline: Tagging <what>
    When I POST "<path>" with:
      """
      {"tagsToAdd": [{"schemaEntity": {"entityPath": "R.f", "entityType": "sr_field"}, "tags": ["PII"]}]}
      """
    Then the answer is <status> with code <code>

    Examples:
      | what               | path                              | status | code  |
      | an unknown subject | /subjects/nope/versions/1/tags    | 404    | 40401 |
      | an unknown version | /subjects/orders/versions/9/tags  | 404    | 40402 |
      | version 0          | /subjects/orders/versions/0/tags  | 422    | 42202 |
      | an invalid name    | /subjects/__EMPTY/versions/1/tags | 422    | 42208 |

  Scenario: A rule set and a merge of rules exclude each other
    When I POST "/subjects/orders/versions/1/tags" with:
      """
      {"ruleSet": {"domainRules": [{"name": "a", "type": "T"}]}, "rulesToRemove": ["a"]}
      """
    Then the answer is 422 with code 42210
    And the message is "ruleSet should be omitted if specifying rulesToMerge or rulesToRemove"

  Scenario: Tags given on registration
    When I register under "items" the request:
      """
      {
        "schema": "{\"type\":\"record\",\"name\":\"I\",\"fields\":[{\"name\":\"f\",\"type\":\"int\"}]}",
        "schemaTagsToAdd": [{"schemaEntity": {"entityPath": "I.f", "entityType": "sr_field"}, "tags": ["PII"]}]
      }
      """
    Then the answer is 200
    And the body includes {"version": 1}
    When I GET "/subjects/items/versions/1/schema"
    Then the text is "{"type":"record","name":"I","fields":[{"name":"f","type":"int","confluent:tags":["PII"]}]}"

  Scenario: Tags are passed on to the next version when asked
    Given I have sent POST "/subjects/orders/versions/1/tags" with:
      """
      {"tagsToAdd": [{"schemaEntity": {"entityPath": "R.f", "entityType": "sr_field"}, "tags": ["PII"]}]}
      """
    When I register under "orders" the request:
      """
      {
        "schema": "{\"type\":\"record\",\"name\":\"R\",\"namespace\":\"n.m\",\"doc\":\"new\",\"fields\":[{\"name\":\"f\",\"type\":\"string\"}]}",
        "propagateSchemaTags": true
      }
      """
    Then the answer is 200
    When I GET "/subjects/orders/versions/latest/schema"
    Then the text is "{"type":"record","name":"R","namespace":"n.m","doc":"new","fields":[{"name":"f","type":"string","confluent:tags":["PII"]}]}"
