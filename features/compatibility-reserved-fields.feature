@avro
Feature: Reserved fields
  With validateFields, field names that the metadata reserve may not come into use.

  Background:
    Given I work in a context of my own
    And I have sent PUT "/config/orders" with:
      """
      {"compatibility": "NONE", "validateFields": true}
      """
    And I have sent POST "/subjects/orders/versions" with:
      """
      {
        "schema": "{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}",
        "metadata": {"properties": {"confluent:reserved": "old,gone"}}
      }
      """

  Scenario: A field takes a reserved name
    When I register under "orders" the request:
      """
      {
        "schema": "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"gone\",\"type\":\"int\"}]}",
        "metadata": {"properties": {"confluent:reserved": "old,gone"}}
      }
      """
    Then the answer is 409 with code 40901
    And the message contains "details: [The new schema has field that conflicts with the reserved field gone., {validateFields: 'true', compatibility: 'NONE'}]"

  Scenario: A name is no longer reserved
    When I register under "orders" the request:
      """
      {
        "schema": "{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}",
        "metadata": {"properties": {"confluent:reserved": "old"}}
      }
      """
    Then the answer is 409 with code 40901
    And the message contains "details: [The new schema has reserved field gone removed from its metadata which is present in the old schema's metadata., {validateFields: 'true', compatibility: 'NONE'}]"

  Scenario: Without validateFields nobody minds
    Given I have sent PUT "/config/orders" with:
      """
      {"validateFields": false}
      """
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "metadata": {}}
      """
    Then the answer is 200
