@avro
Feature: What Avro readers can read
  The rules are those of Avro's schema resolution, with the new schema as the reader.

  Background:
    Given I work in a context of my own

  Scenario Outline: <change> can be read
    Given I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": <old>}
      """
    When I POST "/compatibility/subjects/orders/versions?verbose=true" with:
      """
      {"schema": <new>}
      """
    Then the answer is 200 and the body is {"is_compatible": true, "messages": []}

    Examples:
      | change                        | old                                                                                            | new                                                                                                                                |
      | a field added with a default  | "{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}"                                           | "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":\"int\",\"default\":1}]}"                                |
      | a removed field               | "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":\"int\"}]}"          | "{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}"                                                                               |
      | a renamed field with an alias | "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":\"int\"}]}"          | "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"g\",\"type\":\"int\",\"aliases\":[\"f\"]}]}"                          |
      | another namespace             | "{\"type\":\"record\",\"name\":\"a.R\",\"fields\":[]}"                                         | "{\"type\":\"record\",\"name\":\"b.R\",\"fields\":[]}"                                                                             |
      | an alias for the old name     | "{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}"                                           | "{\"type\":\"record\",\"name\":\"S\",\"aliases\":[\"R\"],\"fields\":[]}"                                                           |
      | a union around the type       | "\"int\""                                                                                      | "[\"null\",\"int\"]"                                                                                                               |
      | more branches of a union      | "[\"null\",\"int\"]"                                                                           | "[\"null\",\"int\",\"string\"]"                                                                                                    |
      | an enum with a default        | "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}"                                 | "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"],\"default\":\"A\"}"                                                         |
      | wider items                   | "{\"type\":\"array\",\"items\":\"int\"}"                                                       | "{\"type\":\"array\",\"items\":\"long\"}"                                                                                          |
      | bytes for a string            | "\"string\""                                                                                   | "\"bytes\""                                                                                                                        |

  Scenario Outline: <change> cannot be read
    Given I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": <old>}
      """
    When I register under "orders" the request:
      """
      {"schema": <new>}
      """
    Then the answer is 409 with code 40901
    And the message contains "details: [{errorType:'<type>', description:'<description>', additionalInfo:'<info>'}, {oldSchemaVersion: 1}, "

    Examples:
      | change                          | type                               | description                                                                                                  | info                                                   | old                                                                                     | new                                                                                                    |
      | a field added without a default | READER_FIELD_MISSING_DEFAULT_VALUE | The field 'f' at path '/fields/0' in the new schema has no default value and is missing in the old schema    | f                                                      | "{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}"                                    | "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":\"int\"}]}"                  |
      | another field type              | TYPE_MISMATCH                      | The type (path '/fields/0/type') of a field in the new schema does not match with the old schema             | reader type: STRING not compatible with writer type: INT | "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":\"int\"}]}" | "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":\"string\"}]}"               |
      | another name                    | NAME_MISMATCH                      | The name of the schema has changed (path '/name')                                                            | expected: a.R                                          | "{\"type\":\"record\",\"name\":\"a.R\",\"fields\":[]}"                                  | "{\"type\":\"record\",\"name\":\"a.S\",\"fields\":[]}"                                                 |
      | another size                    | FIXED_SIZE_MISMATCH                | The size of FIXED type field at path '/size' in the new schema does not match with the old schema            | expected: 8, found: 4                                  | "{\"type\":\"fixed\",\"name\":\"F\",\"size\":8}"                                        | "{\"type\":\"fixed\",\"name\":\"F\",\"size\":4}"                                                       |
      | a lost enum symbol              | MISSING_ENUM_SYMBOLS               | The new schema is missing enum symbols '[B, C]' at path '/symbols' in the old schema                         | [B, C]                                                 | "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"C\",\"A\",\"B\"]}"                    | "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}"                                               |
      | a lost branch of a union        | MISSING_UNION_BRANCH               | The new schema is missing a type inside a union field at path '/1' in the old schema                         | reader union lacking writer type: INT                  | "[\"null\",\"int\"]"                                                                    | "[\"null\",\"string\"]"                                                                                |
      | narrower items                  | TYPE_MISMATCH                      | The type (path '/items') of a field in the new schema does not match with the old schema                     | reader type: INT not compatible with writer type: LONG | "{\"type\":\"array\",\"items\":\"long\"}"                                               | "{\"type\":\"array\",\"items\":\"int\"}"                                                               |
