@avro
Feature: What a registration request may ask for
  A request may name the version it wants, leave the schema to the registry, or be plainly wrong.

  Background:
    Given I work in a context of my own

  Scenario: Asking for the next version works like compare-and-set
    Given "orders" has the version "int"
    When I register under "orders" the request:
      """
      {"schema": "\"long\"", "version": 2}
      """
    Then the answer is 200
    And the body includes {"version": 2, "metadata": {"properties": {"confluent:version": "2"}}}

  Scenario Outline: Asking for version <version> when the next one is 2
    Given "orders" has the version "int"
    When I register under "orders" the request:
      """
      {"schema": "\"long\"", "version": <version>}
      """
    Then the answer is 422 with code 42201
    And the message is "Version is not one more than previous version"

    Examples:
      | version |
      | 1       |
      | 3       |
      | 10      |

  Scenario: A version given as text counts as the number
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "version": "1"}
      """
    Then the answer is 200
    And the body includes {"version": 1}

  Scenario: Version -1 with the latest content is the latest version
    Given "orders" has the version "int"
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "version": -1}
      """
    Then the answer is 200
    And the body includes {"id": 1, "version": 1}

  Scenario: Version -1 with an older content makes a new version
    Given "orders" has the level NONE
    And "orders" has the versions "int", "long"
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "version": -1}
      """
    Then the answer is 200
    And the body includes {"id": 3, "version": 3, "metadata": {"properties": {"confluent:version": "3"}}}

  Scenario: An empty request means the latest schema
    Given "orders" has the versions "int", "long"
    When I register under "orders" the request:
      """
      {}
      """
    Then the answer is 200
    And the body includes {"id": 2, "version": 2, "schema": "\"long\""}
    When I GET "/subjects/orders/versions"
    Then the answer is 200 and the body is [1, 2]

  Scenario Outline: There is nothing to inherit from an unknown subject
    When I register under "orders" the request:
      """
      <request>
      """
    Then the answer is 422 with code 42201
    And the message is "Empty schema"

    Examples:
      | request          |
      | {}               |
      | {"schema": ""}   |
      | {"schema": "  "} |
      | {"schema": null} |

  Scenario: An id of one's own needs IMPORT mode
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "id": 7}
      """
    Then the answer is 422 with code 42205
    And the message is "Subject :{ctx}:orders in context :{ctx}: is not in import mode"

  Scenario: A negative id is no id
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "id": -1}
      """
    Then the answer is 200
    And the body includes {"id": 1}

  Scenario: An unknown schema type
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "schemaType": "THRIFT"}
      """
    Then the answer is 422 with code 42201
    And the message is "Invalid schema type THRIFT"

  Scenario Outline: An Avro schema with <fault> is refused
    When I register under "orders" the AVRO schema:
      """
      <schema>
      """
    Then the answer is 422 with code 42201
    And the message contains "Invalid schema of type AVRO, details: Invalid schema {subject=:{ctx}:orders,version=null,id=null,"
    And the message contains " with refs [] of type AVRO, details: <detail>"

    Examples:
      | fault                  | schema                                                                                                  | detail                                                        |
      | an unknown type        | {"type":"record","name":"R","fields":[{"name":"f","type":"X"}]}                                         | Undefined schema: X                                           |
      | a wrong default        | {"type":"record","name":"R","fields":[{"name":"f","type":"int","default":"x"}]}                         | Invalid default for field f: "x" not a "int"                  |
      | an illegal name        | {"type":"record","name":"1R","fields":[]}                                                               | Illegal initial character: 1R                                 |
      | a dash in a name       | {"type":"record","name":"a-b","fields":[]}                                                              | Illegal character in: a-b                                     |
      | a field twice          | {"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"a","type":"int"}]}             | Duplicate field a in record R                                 |
      | a type twice in union  | ["int","int"]                                                                                           | Duplicate in union:int                                        |
      | an enum symbol twice   | {"type":"enum","name":"E","symbols":["A","A"]}                                                          | Duplicate enum symbol: A                                      |
      | a missing enum default | {"type":"enum","name":"E","symbols":["A"],"default":"B"}                                                | The Enum Default: B is not in the enum symbol set: [A]        |
      | a redefinition         | [{"type":"fixed","name":"F","size":2},{"type":"array","items":{"type":"fixed","name":"F","size":3}}]    | Can't redefine: F                                             |

  Scenario: A text that is not JSON is no Avro schema
    When I register under "orders" the AVRO schema:
      """
      record R
      """
    Then the answer is 422 with code 42201

  Scenario: A refused schema leaves nothing behind
    When I register under "orders" the AVRO schema:
      """
      {"type":"nonsense"}
      """
    Then the answer is 422 with code 42201
    When I GET "/subjects"
    Then the answer is 200 and the body is []
