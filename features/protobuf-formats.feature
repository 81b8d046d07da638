@protobuf
Feature: Formats of Protobuf schemas
  A schema of the type PROTOBUF can be read as a descriptor, or without the options of others.

  Background:
    Given I work in a context of my own

  Scenario Outline: GET <path> as a descriptor
    When I register under "orders" the PROTOBUF schema:
      """
      syntax = "proto3"; package shop; message Order { int64 id = 1; }
      """
    And I remember the "guid" as "guid"
    And I GET "<path>?format=serialized"
    Then the answer is 200
    And the body includes {"schemaType": "PROTOBUF", "schema": "CgdkZWZhdWx0EgRzaG9wIhEKBU9yZGVyEggKAmlkGAEoA2IGcHJvdG8z"}

    Examples:
      | path                             |
      | /subjects/orders/versions/latest |
      | /schemas/ids/1                   |
      | /schemas/guids/{guid}            |

  Scenario Outline: GET <path> as a bare descriptor
    When I register under "orders" the PROTOBUF schema:
      """
      syntax = "proto3"; package shop; message Order { int64 id = 1; }
      """
    And I GET "<path>?format=serialized"
    Then the answer is 200
    And the text is "CgdkZWZhdWx0EgRzaG9wIhEKBU9yZGVyEggKAmlkGAEoA2IGcHJvdG8z"

    Examples:
      | path                             |
      | /subjects/orders/versions/1/schema |
      | /schemas/ids/1/schema            |

  Scenario: Without the options of others
    When I register under "orders" the PROTOBUF schema:
      """
      syntax = "proto3";
      import "google/protobuf/descriptor.proto";
      message M { int32 a = 1 [(note) = "x", deprecated = true]; }
      extend google.protobuf.FieldOptions { string note = 50001; }
      """
    And I GET "/schemas/ids/1/schema?format=ignore_extensions"
    Then the text is the lines:
      """
      syntax = "proto3";

      import "google/protobuf/descriptor.proto";

      message M {
        int32 a = 1 [deprecated = true];
      }
      """

  Scenario: The guid belongs to the content, whatever the format
    When I register under "orders" the PROTOBUF schema:
      """
      syntax = "proto3"; package shop; message Order { int64 id = 1; }
      """
    And I remember the "guid" as "guid"
    And I POST "/subjects/orders?format=serialized" with:
      """
      {"schemaType": "PROTOBUF", "schema": "syntax = \"proto3\"; package shop; message Order { int64 id = 1; }"}
      """
    Then the answer is 200
    And the body includes {"version": 1, "guid": "{guid}", "schema": "CgdkZWZhdWx0EgRzaG9wIhEKBU9yZGVyEggKAmlkGAEoA2IGcHJvdG8z"}

  Scenario: A registration answers the text in the format asked for
    When I POST "/subjects/orders/versions?format=serialized" with:
      """
      {"schemaType": "PROTOBUF", "schema": "syntax = \"proto3\"; package shop; message Order { int64 id = 1; }"}
      """
    Then the answer is 200
    And the body includes {"version": 1, "schema": "CgdkZWZhdWx0EgRzaG9wIhEKBU9yZGVyEggKAmlkGAEoA2IGcHJvdG8z"}
    When I GET "/subjects/orders/versions/1/schema"
    Then the text is the lines:
      """
      syntax = "proto3";
      package shop;

      message Order {
        int64 id = 1;
      }
      """

  Scenario: A latest version with metadata, as a descriptor
    Given I have sent POST "/subjects/orders/versions" with:
      """
      {
        "schemaType": "PROTOBUF",
        "schema": "syntax = \"proto3\"; package shop; message Order { int64 id = 1; }",
        "metadata": {"properties": {"a": "b"}}
      }
      """
    When I GET "/subjects/orders/metadata?key=a&value=b&format=serialized"
    Then the answer is 200
    And the body includes {"schema": "CgdkZWZhdWx0EgRzaG9wIhEKBU9yZGVyEggKAmlkGAEoA2IGcHJvdG8z"}
