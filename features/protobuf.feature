@protobuf
Feature: Protobuf
  Schemas of the type PROTOBUF are given as text or as a descriptor and kept as text.

  Background:
    Given I work in a context of my own

  Scenario: The text is brought into one form
    When I register under "orders" the PROTOBUF schema:
      """
      // a comment
      syntax="proto3";
      package shop;
      enum Kind { NONE=0; }
      message Order { int64 id=1; repeated string tags = 2 [deprecated=true]; Kind kind = 3;
        message Part { map<string,int32> counts = 1; } }
      """
    Then the answer is 200
    And the body includes {"id": 1, "version": 1, "schemaType": "PROTOBUF"}
    When I GET "/subjects/orders/versions/1/schema"
    Then the text is the lines:
      """
      syntax = "proto3";
      package shop;

      message Order {
        int64 id = 1;
        repeated string tags = 2 [deprecated = true];
        Kind kind = 3;

        message Part {
          map<string, int32> counts = 1;
        }
      }
      enum Kind {
        NONE = 0;
      }
      """

  Scenario: A descriptor is as good as the text
    When I register under "orders" the PROTOBUF schema:
      """
      CgtvcmRlci5wcm90bxIEc2hvcCIhCgVPcmRlchIKCgJpZBgBIAEoAxIMCgR0YWdzGAIgAygJYgZwcm90bzM=
      """
    Then the answer is 200
    And the body includes {"id": 1}
    When I GET "/schemas/ids/1/schema"
    Then the text is the lines:
      """
      syntax = "proto3";
      package shop;

      message Order {
        int64 id = 1;
        repeated string tags = 2;
      }
      """
    When I GET "/schemas/ids/1?format=serialized"
    And I remember the "schema" as "descriptor"
    And I register under "copies" the request:
      """
      {"schemaType": "PROTOBUF", "schema": "{descriptor}"}
      """
    Then the answer is 200
    And the body includes {"id": 1, "version": 1}

  Scenario Outline: <what> is refused
    When I register under "orders" the PROTOBUF schema:
      """
      <schema>
      """
    Then the answer is 422 with code 42201
    And the message contains "<detail>"

    Examples:
      | what             | schema                                              | detail                                                                                                    |
      | a broken text    | bad-message                                         | Invalid schema of type PROTOBUF, details: Could not parse Protobuf - Syntax error in :1:1: unexpected label: bad-message |
      | an unknown type  | syntax = "proto3"; message M { Nope n = 1; }        | Could not resolve type: Nope                                                                              |

  Scenario: A field is added, renamed and removed
    Given I have sent POST "/subjects/orders/versions" with:
      """
      {"schemaType": "PROTOBUF", "schema": "syntax = \"proto3\"; message M { int32 a = 1; string b = 2; }"}
      """
    When I POST "/compatibility/subjects/orders/versions?verbose=true" with:
      """
      {"schemaType": "PROTOBUF", "schema": "syntax = \"proto3\"; message M { int32 x = 1; bytes c = 3; }"}
      """
    Then the answer is 200 and the body is {"is_compatible": true, "messages": []}

  Scenario Outline: <change> is incompatible
    Given I have sent POST "/subjects/orders/versions" with:
      """
      {"schemaType": "PROTOBUF", "schema": "syntax = \"proto3\"; package p; message M { int32 a = 1; } message N {}"}
      """
    When I register under "orders" the request:
      """
      {"schemaType": "PROTOBUF", "schema": "syntax = \"proto3\"; <new>"}
      """
    Then the answer is 409 with code 40901
    And the message contains "{errorType:"<type>", description:"<description>"}"

    Examples:
      | change          | new                                                | type                      | description                                                                                                              |
      | another kind    | package p; message M { string a = 1; } message N {} | FIELD_SCALAR_KIND_CHANGED | The kind of a SCALAR field at path '#/M/1' in the new schema does not match its kind in the old schema                   |
      | a lost message  | package p; message M { int32 a = 1; }              | MESSAGE_REMOVED           | The new schema is missing a MESSAGE type at path '#/N' in the old schema                                                 |
      | another package | package q; message M { int32 a = 1; } message N {} | PACKAGE_CHANGED           | The package at '#/' in the new schema does not match the package in the old schema                                       |

  Scenario: An import is a reference, unless the type is well known
    Given I have sent POST "/subjects/money.proto/versions" with:
      """
      {"schemaType": "PROTOBUF", "schema": "syntax = \"proto3\"; package shop; message Money { int64 cents = 1; }"}
      """
    When I register under "orders" the request:
      """
      {
        "schemaType": "PROTOBUF",
        "schema": "syntax = \"proto3\"; package shop; import \"money.proto\"; import \"google/protobuf/timestamp.proto\"; message Order { Money price = 1; google.protobuf.Timestamp at = 2; }",
        "references": [{"name": "money.proto", "subject": "money.proto", "version": 1}]
      }
      """
    Then the answer is 200
    And the body includes {"id": 2, "references": [{"name": "money.proto", "subject": "money.proto", "version": 1}]}
    When I GET "/schemas/ids/2?format=serialized"
    Then the answer is 200
    And the body includes {"schema": "<text>"}
    When I DELETE "/subjects/money.proto/versions/1"
    Then the answer is 422 with code 42206

  Scenario: With normalize=true fields are in the order of their numbers
    When I POST "/subjects/orders/versions?normalize=true" with:
      """
      {"schemaType": "PROTOBUF", "schema": "syntax = \"proto3\"; package p; message M { N b = 2; int32 a = 1; } message N {}"}
      """
    Then the answer is 200
    And the body includes {"schema": "syntax = \"proto3\";\npackage p;\n\nmessage M {\n  int32 a = 1;\n  .p.N b = 2;\n}\nmessage N {}\n"}

  Scenario: Tagging a field
    Given I have sent POST "/subjects/orders/versions" with:
      """
      {"schemaType": "PROTOBUF", "schema": "syntax = \"proto3\"; package p; message M { int32 f = 1; }"}
      """
    When I POST "/subjects/orders/versions/1/tags" with:
      """
      {"tagsToAdd": [{"schemaEntity": {"entityPath": ".M.f", "entityType": "sr_field"}, "tags": ["PII"]}]}
      """
    Then the answer is 200
    When I GET "/subjects/orders/versions/2?findTags=*"
    Then the body includes {"schemaTags": [{"schemaEntity": {"entityPath": "M.f", "entityType": "sr_field"}, "tags": ["PII"]}]}
