@avro
Feature: Permanent deletion
  What was soft-deleted first can be deleted for good.

  Background:
    Given I work in a context of my own
    And "orders" has the versions "int", "long"

  Scenario: A version
    Given I have sent DELETE "/subjects/orders/versions/2"
    When I DELETE "/subjects/orders/versions/2?permanent=true"
    Then the answer is 200 and the body is 2
    When I GET "/subjects/orders/versions?deleted=true"
    Then the answer is 200 and the body is [1]

  Scenario: A live version must be soft-deleted first
    When I DELETE "/subjects/orders/versions/1?permanent=true"
    Then the answer is 404 with code 40407
    And the message is "Subject ':{ctx}:orders' Version 1 was not deleted first before being permanently deleted"

  Scenario: A subject
    Given I have sent DELETE "/subjects/orders"
    When I DELETE "/subjects/orders?permanent=true"
    Then the answer is 200 and the body is [1, 2]
    When I GET "/subjects?deleted=true"
    Then the answer is 200 and the body is []
    When I DELETE "/subjects/orders?permanent=true"
    Then the answer is 404 with code 40401

  Scenario: A subject with a live version must be soft-deleted first
    Given I have sent DELETE "/subjects/orders/versions/1"
    When I DELETE "/subjects/orders?permanent=true"
    Then the answer is 404 with code 40405
    And the message is "Subject ':{ctx}:orders' was not deleted first before being permanently deleted"
    When I GET "/subjects/orders/versions?deleted=true"
    Then the answer is 200 and the body is [1, 2]

  Scenario: The id goes with its last version
    Given I have sent DELETE "/subjects/orders/versions/2"
    And I have sent DELETE "/subjects/orders/versions/2?permanent=true"
    When I GET "/schemas/ids/2"
    Then the answer is 404 with code 40403
    And the message is "Schema 2 not found"

  Scenario: The id stays while another subject uses it
    Given "payments" has the version "int"
    And I have sent DELETE "/subjects/orders"
    And I have sent DELETE "/subjects/orders?permanent=true"
    When I GET "/schemas/ids/1"
    Then the answer is 200
    And the body includes {"subject": ":{ctx}:payments", "version": 1}

  Scenario: The number of the top version is free again, its id is not
    Given I have sent DELETE "/subjects/orders/versions/2"
    And I have sent DELETE "/subjects/orders/versions/2?permanent=true"
    When I register the type "long" under "orders"
    Then the answer is 200
    And the body includes {"id": 3, "version": 2}

  Scenario: A subject that is gone for good starts anew
    Given I have sent DELETE "/subjects/orders"
    And I have sent DELETE "/subjects/orders?permanent=true"
    When I register the type "long" under "orders"
    Then the answer is 200
    And the body includes {"id": 3, "version": 1}

  Scenario: Config and mode of a subject survive its soft deletion
    Given "orders" has the level FULL
    And "orders" has the mode READWRITE
    And I have sent DELETE "/subjects/orders"
    When I GET "/config/orders"
    Then the answer is 200 and the body is {"compatibilityLevel": "FULL"}
    When I GET "/mode/orders"
    Then the answer is 200 and the body is {"mode": "READWRITE"}

  Scenario: Config and mode go with the last version that is permanently deleted
    Given "orders" has the level FULL
    And "orders" has the mode READWRITE
    And I have sent DELETE "/subjects/orders"
    And I have sent DELETE "/subjects/orders/versions/1?permanent=true"
    When I GET "/config/orders"
    Then the answer is 200 and the body is {"compatibilityLevel": "FULL"}
    Given I have sent DELETE "/subjects/orders/versions/2?permanent=true"
    When I GET "/config/orders"
    Then the answer is 404 with code 40408
    When I GET "/mode/orders"
    Then the answer is 404 with code 40409

  Scenario: Config and mode go with the permanently deleted subject
    Given "orders" has the level FULL
    And I have sent DELETE "/subjects/orders"
    And I have sent DELETE "/subjects/orders?permanent=true"
    When I GET "/config/orders"
    Then the answer is 404 with code 40408

  Scenario: Without permanent=true nothing is deleted for good
    Given I have sent DELETE "/subjects/orders"
    When I DELETE "/subjects/orders?permanent=1"
    Then the answer is 404 with code 40404
