@json
Feature: JSON Schema
  Schemas of the type JSON have their own canonical text and their own rules of compatibility.

  Background:
    Given I work in a context of my own

  Scenario: The text is compacted and otherwise left alone
    When I register under "orders" the JSON schema:
      """
      { "type": "object", "title": "Order",
        "properties": { "b": { "type": "number", "maximum": 2.50 }, "a": { "x-own": [1, 1.0] } } }
      """
    Then the answer is 200
    And the body includes {"id": 1, "version": 1, "schemaType": "JSON"}
    When I GET "/subjects/orders/versions/1/schema"
    Then the text is "{"type":"object","title":"Order","properties":{"b":{"type":"number","maximum":2.50},"a":{"x-own":[1,1.0]}}}"

  Scenario: With normalize=true the keys are sorted
    When I POST "/subjects/orders/versions?normalize=true" with:
      """
      {"schemaType": "JSON", "schema": "{\"type\":\"object\",\"properties\":{\"b\":true,\"a\":false}}"}
      """
    Then the answer is 200
    And the body includes {"schema": "{\"properties\":{\"a\":false,\"b\":true},\"type\":\"object\"}"}

  Scenario Outline: <what> is refused
    When I register under "orders" the JSON schema:
      """
      <schema>
      """
    Then the answer is 422 with code 42201
    And the message contains "<detail>"

    Examples:
      | what                   | schema                        | detail                                                                          |
      | a text that is no JSON | {"type"                       | Invalid schema of type JSON, details: Invalid JSON schema                       |
      | a list                 | [1]                           | Invalid JSON schema: expected an object or boolean at the root, found ARRAY     |
      | an unknown type        | {"type": "bad-object"}        | Invalid JSON                                                                    |
      | a dangling reference   | {"$ref": "#/definitions/x"}   | Invalid JSON                                                                    |

  @ours
  Scenario: A remote reference is not fetched
    When I register under "orders" the JSON schema:
      """
      {"$ref": "http://127.0.0.1:9/x.json"}
      """
    Then the answer is 422 with code 42201

  Scenario Outline: <change> is compatible
    Given I have sent POST "/subjects/orders/versions" with:
      """
      {"schemaType": "JSON", "schema": <old>}
      """
    When I POST "/compatibility/subjects/orders/versions?verbose=true" with:
      """
      {"schemaType": "JSON", "schema": <new>}
      """
    Then the answer is 200 and the body is {"is_compatible": true, "messages": []}

    Examples:
      | change                                     | old                                                    | new                                                                                             |
      | a wider type                               | "{\"type\":\"integer\"}"                               | "{\"type\":\"number\"}"                                                                         |
      | a property removed from an open model      | "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}" | "{\"type\":\"object\"}"                                                           |
      | an optional property in a closed model     | "{\"type\":\"object\",\"additionalProperties\":false}" | "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"additionalProperties\":false}" |
      | a higher maximum                           | "{\"type\":\"number\",\"maximum\":1}"                  | "{\"type\":\"number\",\"maximum\":2}"                                                           |

  Scenario Outline: <change> is not
    Given I have sent POST "/subjects/orders/versions" with:
      """
      {"schemaType": "JSON", "schema": <old>}
      """
    When I register under "orders" the request:
      """
      {"schemaType": "JSON", "schema": <new>}
      """
    Then the answer is 409 with code 40901
    And the message contains "{errorType:"<type>", description:"<description>'}"

    Examples:
      | change                                | type                                          | description                                                                                                                           | old                                                    | new                                                                                   |
      | a narrower type                       | TYPE_NARROWED                                 | A type at path '#/' is different between the new schema and the old schema                                                            | "{\"type\":\"number\"}"                                | "{\"type\":\"integer\"}"                                                              |
      | another type                          | TYPE_CHANGED                                  | A type at path '#/' is different between the new schema and the old schema                                                            | "{\"type\":\"string\"}"                                | "{\"type\":\"boolean\"}"                                                              |
      | an optional property in an open model | OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL | The new schema has an open content model and has a property or item at path '#/properties/a' which is missing in the old schema      | "{\"type\":\"object\"}"                                | "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}"                  |
      | a lower maximum                       | MAXIMUM_DECREASED                             | The value at path '#/maximum' in the new schema is less than its value in the old schema                                              | "{\"type\":\"number\",\"maximum\":2}"                  | "{\"type\":\"number\",\"maximum\":1}"                                                 |

  Scenario: A lenient policy lets open models grow
    Given I have sent PUT "/config/orders" with:
      """
      {"compatibility": "BACKWARD", "compatibilityPolicy": "LENIENT"}
      """
    And I have sent POST "/subjects/orders/versions" with:
      """
      {"schemaType": "JSON", "schema": "{\"type\":\"object\"}"}
      """
    When I register under "orders" the request:
      """
      {"schemaType": "JSON", "schema": "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}"}
      """
    Then the answer is 200

  Scenario: A reference is named as in the $ref
    Given I have sent POST "/subjects/amount/versions" with:
      """
      {"schemaType": "JSON", "schema": "{\"type\":\"number\"}"}
      """
    When I register under "orders" the request:
      """
      {
        "schemaType": "JSON",
        "schema": "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"amount.json\"}}}",
        "references": [{"name": "amount.json", "subject": "amount", "version": 1}]
      }
      """
    Then the answer is 200
    And the body includes {"references": [{"name": "amount.json", "subject": "amount", "version": 1}]}
    When I DELETE "/subjects/amount"
    Then the answer is 422 with code 42206
