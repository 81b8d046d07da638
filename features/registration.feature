@avro
Feature: Registering a schema
  A schema registered under a subject becomes its next version and gets an id that stands for that
  content in the whole context.

  Background:
    Given I work in a context of my own

  Scenario: The first version of a subject
    When I register the type "int" under "orders"
    Then the answer is 200
    And the body is:
      """
      {
        "id": 1,
        "version": 1,
        "guid": "ef524ea1-b91e-7317-3d93-8ade36c1db32",
        "schemaType": "AVRO",
        "schema": "\"int\""
      }
      """

  Scenario: The same text again is the same version, told in the same words
    Given "orders" has the version "int"
    When I register the type "int" under "orders"
    Then the answer is 200
    And the body includes {"id": 1, "version": 1, "schema": "\"int\""}
    And the body has no "ts"
    And the body has no "deleted"

  Scenario: The next schema is version 2 with an id of its own
    Given "orders" has the version "int"
    When I register the type "long" under "orders"
    Then the answer is 200
    And the body includes {"id": 2, "version": 2}

  Scenario: The same content under another subject shares the id
    Given "orders" has the versions "int", "long"
    When I register the type "long" under "payments"
    Then the answer is 200
    And the body includes {"id": 2, "version": 1}

  Scenario: The text of an older version is that version, not a new one
    Given "orders" has the versions "int", "long"
    When I register the type "int" under "orders"
    Then the answer is 200
    And the body includes {"id": 1, "version": 1}

  Scenario: White space and comments do not make another schema
    Given "orders" has the version "int"
    When I register under "orders" the AVRO schema:
      """
        { "type" : /* a whole number */ "int" }
      """
    Then the answer is 200
    And the body includes {"id": 1, "version": 1}

  Scenario: What is stored is the canonical text
    When I register under "orders" the AVRO schema:
      """
      { "fields": [ { "order": "ascending", "type": {"type": "string"}, "name": "f" } ],
        "name": "n.R", "doc": "a record", "type": "record" }
      """
    Then the answer is 200
    When I GET "/subjects/orders/versions/1/schema"
    Then the text is "{"type":"record","name":"R","namespace":"n","doc":"a record","fields":[{"name":"f","type":"string"}]}"

  Scenario: With normalize=true equivalent texts are stored in one form
    When I POST "/subjects/orders/versions?normalize=true" with:
      """
      {"schema": "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":\"int\"}],\"b\":1,\"a\":2}"}
      """
    Then the answer is 200
    When I GET "/subjects/orders/versions/1/schema"
    Then the text is "{"type":"record","name":"R","fields":[{"name":"f","type":"int"}],"a":2,"b":1}"

  Scenario: A configured normalize cannot be switched off by the query
    Given I have sent PUT "/config/orders" with:
      """
      {"normalize": true}
      """
    When I POST "/subjects/orders/versions?normalize=false" with:
      """
      {"schema": "{\"type\":\"int\",\"b\":1,\"a\":2}"}
      """
    Then the answer is 200
    And the body includes {"schema": "{\"type\":\"int\",\"a\":2,\"b\":1}"}

  Scenario: force=true registers what the level forbids
    Given "orders" has the version "int"
    When I register the type "string" under "orders"
    Then the answer is 409 with code 40901
    When I POST "/subjects/orders/versions?force=true" with:
      """
      {"schema": "\"string\""}
      """
    Then the answer is 200
    And the body includes {"id": 2, "version": 2}

  Scenario Outline: The schema type may be <how>
    When I register under "orders" the request:
      """
      {"schema": "\"int\""<type>}
      """
    Then the answer is 200
    And the body includes {"id": 1, "schemaType": "AVRO"}

    Examples:
      | how    | type                   |
      | absent |                        |
      | null   | , "schemaType": null   |
      | named  | , "schemaType": "AVRO" |

  Scenario: Fields that the registry does not know are ignored
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "colour": "red", "metadata": null, "ruleSet": null, "references": []}
      """
    Then the answer is 200
    And the body includes {"id": 1, "version": 1}

  Scenario: A subject may be named almost anything
    When I register the type "int" under "a b/ä😀:'x"
    Then the answer is 200
    When I GET "/subjects/a%20b%2F%C3%A4%F0%9F%98%80%3A%27x/versions/1"
    Then the answer is 200
    And the body includes {"subject": ":{ctx}:a b/ä😀:'x"}

  Scenario: Names that differ by a single blank or by their case are different subjects
    Given "Orders" has the version "int"
    And "orders" has the version "long"
    And "orders " has the version "string"
    When I GET "/subjects"
    Then the answer is 200 and the body is [":{ctx}:Orders", ":{ctx}:orders", ":{ctx}:orders "]

  Scenario Outline: "<name>" cannot be registered under
    When I register the type "int" under "<name>"
    Then the answer is 422 with code 42208
    And the message is "The specified subject ':{ctx}:<name>' is not a valid."

    Examples:
      | name     |
      | __GLOBAL |
      | __EMPTY  |
