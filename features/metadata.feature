@avro
Feature: Metadata
  A schema may carry tags, properties and the names of sensitive properties. They are part of its
  content and are passed on from version to version.

  Background:
    Given I work in a context of my own
    And I have sent POST "/subjects/orders/versions" with:
      """
      {
        "schema": "\"int\"",
        "metadata": {
          "tags": {"**.ssn": ["PII", "A"]},
          "properties": {"owner": "sales", "area": "eu"},
          "sensitive": ["owner", "area"]
        }
      }
      """

  Scenario: Metadata are answered in order
    When I GET "/subjects/orders/versions/1"
    Then the answer is 200
    And the body includes:
      """
      {
        "metadata": {
          "tags": {"**.ssn": ["A", "PII"]},
          "properties": {"area": "eu", "owner": "sales"},
          "sensitive": ["area", "owner"]
        }
      }
      """

  Scenario: Other metadata make another schema
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "metadata": {"properties": {"owner": "finance"}}}
      """
    Then the answer is 200
    And the body includes {"id": 2, "version": 2}

  Scenario: Without metadata those of the latest version are inherited
    When I register the type "long" under "orders"
    Then the answer is 200
    And the body includes {"version": 2, "metadata": {"properties": {"owner": "sales"}}}

  Scenario: A schema is found without its metadata as long as it is the latest
    When I look up the type "int" under "orders"
    Then the answer is 200
    And the body includes {"version": 1, "id": 1}

  Scenario: Empty metadata are metadata
    When I register under "orders" the request:
      """
      {"schema": "\"long\"", "metadata": {}}
      """
    Then the answer is 200
    And the body includes {"version": 2, "metadata": {}}
    Given "payments" has the version "string"
    When I POST "/subjects/payments" with:
      """
      {"schema": "\"string\"", "metadata": {}}
      """
    Then the answer is 404 with code 40403

  Scenario: A number as a property becomes text
    When I register under "payments" the request:
      """
      {"schema": "\"int\"", "metadata": {"properties": {"major": 1}}}
      """
    Then the answer is 200
    And the body includes {"metadata": {"properties": {"major": "1"}}}

  @ours
  Scenario: A property without a value is the client's mistake
    When I register under "payments" the request:
      """
      {"schema": "\"int\"", "metadata": {"properties": {"major": null}}}
      """
    Then the answer is one of 400, 422

  Scenario: Names that JavaScript knows are ordinary properties
    When I register under "payments" the request:
      """
      {"schema": "\"int\"", "metadata": {"properties": {"__proto__": "a", "constructor": "b"}}}
      """
    Then the answer is 200
    When I GET "/subjects/payments/metadata?key=__proto__&value=a&key=constructor&value=b"
    Then the answer is 200
    And the body includes {"version": 1, "metadata": {"properties": {"__proto__": "a", "constructor": "b"}}}

  Scenario Outline: The latest version with <query>
    Given I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": "\"long\"", "metadata": {"properties": {"owner": "sales", "area": "us"}}}
      """
    When I GET "/subjects/orders/metadata?<query>"
    Then the answer is 200
    And the body includes {"subject": ":{ctx}:orders", "version": <version>, "id": <version>}

    Examples:
      | query                                      | version |
      | key=owner&value=sales                      | 2       |
      | key=area&value=eu                          | 1       |
      | key=owner&value=sales&key=area&value=eu    | 1       |
      | key=area&value=us&key=owner                | 2       |
      | deleted=false&&key=area&value=eu           | 1       |
      |                                            | 2       |

  Scenario: No version has the properties
    When I GET "/subjects/orders/metadata?key=owner&value=nobody"
    Then the answer is 404 with code 40403
    And the message is "Schema not found"

  Scenario: A deleted version is considered on request
    Given I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": "\"long\"", "metadata": {"properties": {"area": "us"}}}
      """
    And I have sent DELETE "/subjects/orders/versions/2"
    When I GET "/subjects/orders/metadata?key=area&value=us"
    Then the answer is 404 with code 40403
    When I GET "/subjects/orders/metadata?key=area&value=us&deleted=true"
    Then the answer is 200
    And the body includes {"version": 2, "deleted": true}

  Scenario: Configured metadata are merged into what is registered
    Given I have sent PUT "/config/payments" with:
      """
      {
        "defaultMetadata": {"properties": {"owner": "nobody", "area": "eu"}},
        "overrideMetadata": {"properties": {"company": "acme"}, "sensitive": ["owner"]}
      }
      """
    When I register under "payments" the request:
      """
      {"schema": "\"int\"", "metadata": {"properties": {"owner": "finance", "company": "other"}}}
      """
    Then the answer is 200
    And the body includes {"metadata": {"properties": {"area": "eu", "company": "acme", "owner": "finance"}, "sensitive": ["owner"]}}
