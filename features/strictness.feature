@avro
Feature: How strictly schemas are read
  New schemas are read strictly. What is looked up, imported or configured so is read as it comes.

  Background:
    Given I work in a context of my own

  Scenario: A wrong default is no obstacle to a lookup
    Given "orders" has the version "int"
    When I POST "/subjects/orders" with:
      """
      {"schema": "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":\"int\",\"default\":\"x\"}]}"}
      """
    Then the answer is 404 with code 40403

  Scenario: A wrong default can be imported
    Given "orders" has the mode IMPORT
    When I register under "orders" the request:
      """
      {"schema": "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":\"int\",\"default\":\"x\"}]}", "id": 1, "version": 1}
      """
    Then the answer is 200
    And the body includes {"schema": "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":\"int\",\"default\":\"x\"}]}"}

  Scenario Outline: With validateNewSchemas off, <what> is accepted
    Given I have sent PUT "/config/orders" with:
      """
      {"validateNewSchemas": false}
      """
    When I register under "orders" the AVRO schema:
      """
      <schema>
      """
    Then the answer is 200
    When I GET "/subjects/orders/versions/1/schema"
    Then the text is "<schema>"

    Examples:
      | what               | schema                                                                                       |
      | a wrong default    | {"type":"record","name":"R","fields":[{"name":"f","type":"int","default":"x"}]}              |
      | a letter beyond Z  | {"type":"record","name":"Ä","fields":[]}                                                     |

  Scenario Outline: A new schema with <what> is accepted
    When I register under "orders" the AVRO schema:
      """
      <schema>
      """
    Then the answer is 200
    When I GET "/subjects/orders/versions/1/schema"
    Then the text is "<schema>"

    Examples:
      | what                                | schema                                                                                                               |
      | a union at the root                 | ["null","int"]                                                                                                       |
      | a recursive type                    | {"type":"record","name":"R","fields":[{"name":"next","type":["null","R"],"default":null}]}                           |
      | a default of a later union branch   | {"type":"record","name":"R","fields":[{"name":"f","type":["null","int"],"default":1}]}                               |
      | a logical type                      | {"type":"bytes","logicalType":"decimal","precision":4,"scale":2}                                                     |
      | a default beyond a double           | {"type":"record","name":"R","fields":[{"name":"f","type":"long","default":9007199254740993}]}                        |
      | names that JavaScript knows         | {"type":"record","name":"constructor","fields":[{"name":"__proto__","type":"int"}],"__proto__":1,"toString":{}}      |
      | an escaped and a raw character      | {"type":"enum","name":"E","doc":"a\"b\\\\cä😀","symbols":["A"]}                                                      |

  Scenario: A type may be used before it is defined
    When I register under "orders" the AVRO schema:
      """
      {"type":"record","name":"R","fields":[{"name":"a","type":"F"},{"name":"b","type":{"type":"fixed","name":"F","size":2}}]}
      """
    Then the answer is 200
    When I GET "/subjects/orders/versions/1/schema"
    Then the text is "{"type":"record","name":"R","fields":[{"name":"a","type":{"type":"fixed","name":"F","size":2}},{"name":"b","type":"F"}]}"

  Scenario: Decimals in defaults are printed as Java prints them
    When I register under "orders" the AVRO schema:
      """
      {"type":"record","name":"R","fields":[{"name":"a","type":"double","default":1e30},{"name":"b","type":"double","default":1.50},{"name":"c","type":"double","default":1}]}
      """
    Then the answer is 200
    When I GET "/subjects/orders/versions/1/schema"
    Then the text is "{"type":"record","name":"R","fields":[{"name":"a","type":"double","default":1.0E30},{"name":"b","type":"double","default":1.5},{"name":"c","type":"double","default":1}]}"

  @json
  Scenario: With validateFields, properties that start with two dollars are refused
    Given I have sent PUT "/config/orders" with:
      """
      {"validateFields": true}
      """
    When I register under "orders" the JSON schema:
      """
      {"type": "object", "properties": {"$$id": {"type": "string"}}}
      """
    Then the answer is 422 with code 42201
    And the message contains "Field names cannot start with $$ prefix"

  Scenario: An object is no property
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "metadata": {"properties": {"a": {"b": 1}}}}
      """
    Then the answer is 400 with code 400
