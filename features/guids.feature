@avro
Feature: Reading schemas by guid
  The guid is a fingerprint of the content: the same in every context and registry.

  Background:
    Given I work in a context of my own

  Scenario: A schema by its guid belongs to no subject
    When I register under "people" the AVRO schema:
      """
      {"type":"enum","name":"{name}","symbols":["A"]}
      """
    And I remember the "guid" as "guid"
    And I GET "/schemas/guids/{guid}"
    Then the answer is 200
    And the body includes {"guid": "{guid}", "schemaType": "AVRO"}
    And the body includes {"schema": "{\"type\":\"enum\",\"name\":\"{name}\",\"symbols\":[\"A\"]}"}
    And the body has no "subject"
    And the body has no "version"
    When I GET "/schemas/guids/{guid}/ids"
    Then the answer is 200 and the body is [{"context": "{ctx}", "id": 1}]

  Scenario: A guid that nobody has
    When I GET "/schemas/guids/00000000-0000-4000-8000-000000000000"
    Then the answer is 404 with code 40403
    And the message is "Schema 00000000-0000-4000-8000-000000000000 not found"

  Scenario Outline: The ids of <what> guid are none
    When I GET "/schemas/guids/<guid>/ids"
    Then the answer is 200 and the body is []

    Examples:
      | what         | guid                                 |
      | an unknown   | 00000000-0000-4000-8000-000000000000 |
      | a malformed  | orders                               |

  Scenario: Digits without dashes are a guid too
    When I register the type "int" under "orders"
    And I GET "/schemas/guids/ef524ea1b91e73173d938ade36c1db32"
    Then the answer is 200
    And the body includes {"schema": "\"int\""}

  Scenario: A guid outlives the soft deletion of its versions, not their end
    When I register under "people" the AVRO schema:
      """
      {"type":"enum","name":"{name}","symbols":["A"]}
      """
    And I remember the "guid" as "guid"
    Given I have sent DELETE "/subjects/people"
    When I GET "/schemas/guids/{guid}"
    Then the answer is 200
    Given I have sent DELETE "/subjects/people?permanent=true"
    When I GET "/schemas/guids/{guid}"
    Then the answer is 404 with code 40403
    When I GET "/schemas/guids/{guid}/ids"
    Then the answer is 200 and the body is []
