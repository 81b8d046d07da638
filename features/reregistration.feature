@avro
Feature: Registering what is already there
  Clients register their schema every time they start; this must be free and never make a version.

  Background:
    Given I work in a context of my own

  Scenario: Content that already is the version asked for, without its id
    Given "orders" has the version "int"
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "version": 1}
      """
    Then the answer is 422 with code 42201
    And the message is "Version is not one more than previous version"

  Scenario: An import may be repeated
    Given "orders" has the mode IMPORT
    And I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": "\"int\"", "id": 5, "version": 3}
      """
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "id": 5, "version": 3}
      """
    Then the answer is 200
    And the body includes {"id": 5, "version": 3}
    When I GET "/subjects/orders/versions"
    Then the answer is 200 and the body is [3]

  Scenario: What was imported may be registered without its id
    Given "orders" has the mode IMPORT
    And I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": "\"int\"", "id": 5, "version": 3}
      """
    When I register the type "int" under "orders"
    Then the answer is 200
    And the body includes {"id": 5, "version": 3}

  Scenario: An id that the content really has is no import
    Given "orders" has the version "int"
    When I register under "orders" the request:
      """
      {"schema": "\"int\"", "id": 1}
      """
    Then the answer is 200
    And the body includes {"id": 1, "version": 1}

  Scenario: Properties in another order make no new version
    Given I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": "{\"type\":\"int\",\"b\":1,\"a\":2}"}
      """
    When I register under "orders" the request:
      """
      {"schema": "{\"type\":\"int\",\"a\":2,\"b\":1}"}
      """
    Then the answer is 200
    And the body includes {"id": 1, "version": 1}

  Scenario: A version that was asked for is found without its number
    Given I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": "\"int\"", "version": 1}
      """
    When I register the type "int" under "orders"
    Then the answer is 200
    And the body includes {"id": 1, "version": 1}
    When I look up the type "int" under "orders"
    Then the answer is 200
    And the body includes {"id": 1, "version": 1}

  Scenario: Metadata that the latest version has need not be repeated
    Given I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": "\"int\"", "metadata": {"properties": {"owner": "sales"}}}
      """
    When I register the type "int" under "orders"
    Then the answer is 200
    And the body includes {"id": 1, "version": 1}

  Scenario: A deleted version is replaced unless something refers to it
    Given I have sent POST "/subjects/base/versions" with:
      """
      {"schema": "{\"type\":\"record\",\"name\":\"Base\",\"fields\":[]}"}
      """
    And I have sent POST "/subjects/orders/versions" with:
      """
      {"schema": "{\"type\":\"array\",\"items\":\"Base\"}", "references": [{"name": "Base", "subject": "base", "version": 1}]}
      """
    And I have sent DELETE "/subjects/orders"
    And I have sent DELETE "/subjects/base"
    And I have sent POST "/subjects/base/versions" with:
      """
      {"schema": "{\"type\":\"record\",\"name\":\"Base\",\"fields\":[]}"}
      """
    When I GET "/subjects/base/versions?deleted=true"
    Then the answer is 200 and the body is [1, 2]

  Scenario: Deleted everywhere, a content keeps its id until it is gone for good
    Given "orders" has the version "int"
    And I have sent DELETE "/subjects/orders"
    When I register the type "int" under "payments"
    Then the answer is 200
    And the body includes {"id": 1, "version": 1}
