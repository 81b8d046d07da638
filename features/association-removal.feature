@avro
Feature: What an association protects
  An associated subject is kept; a strong association takes its subject with it when it goes.

  Background:
    Given ":{ctx}:orders" has the version "int"
    And I have sent POST "/associations?context=:{ctx}:" with:
      """
      {
        "resourceName": "weak", "resourceNamespace": "{bare}", "resourceId": "{s}-w",
        "associations": [{"subject": "orders", "lifecycle": "WEAK"}]
      }
      """
    And I have sent POST "/associations?context=:{ctx}:" with:
      """
      {
        "resourceName": "strong", "resourceNamespace": "{bare}", "resourceId": "{s}-s",
        "associations": [{"lifecycle": "STRONG", "schema": {"schema": "\"int\""}}]
      }
      """

  Scenario Outline: A subject with a <kind> association cannot be deleted
    When I DELETE "/subjects/:{ctx}:<subject>"
    Then the answer is 409 with code 40904
    And the message is "An association already exists for subject ':{ctx}:<subject>'"

    Examples:
      | kind   | subject      |
      | weak   | orders       |
      | strong | strong-value |

  @ours
  Scenario: Nor can its last live version
    When I DELETE "/subjects/:{ctx}:orders/versions/1"
    Then the answer is 409 with code 40907

  Scenario: A strong subject cannot be referred to
    When I register under ":{ctx}:payments" the request:
      """
      {"schema": "\"int\"", "references": [{"name": "S", "subject": "strong-value", "version": 1}]}
      """
    Then the answer is 422 with code 42205
    And the message is "Subject ':{ctx}:strong-value' has a strong association and cannot be referenced"

  Scenario: Removing a weak association leaves the subject
    When I DELETE "/associations/resources/{s}-w"
    Then the answer is 204
    And the body is empty
    When I GET "/associations/resources/{s}-w"
    Then the answer is 200 and the body is []
    When I GET "/subjects/:{ctx}:orders/versions"
    Then the answer is 200 and the body is [1]
    When I DELETE "/subjects/:{ctx}:orders"
    Then the answer is 200 and the body is [1]

  Scenario: A frozen association goes only with its subject
    When I DELETE "/associations/resources/{s}-s?resourceType=topic&associationType=value"
    Then the answer is 409 with code 40908
    And the message is "The association of type  'value' is frozen for subject ':{ctx}:strong-value'"
    When I DELETE "/associations/resources/{s}-s?cascadeLifecycle=true&dryRun=true"
    Then the answer is 204
    When I GET "/subjects/:{ctx}:strong-value/versions"
    Then the answer is 200 and the body is [1]
    When I DELETE "/associations/resources/{s}-s?cascadeLifecycle=true"
    Then the answer is 204
    When I GET "/subjects/:{ctx}:strong-value/versions?deleted=true"
    Then the answer is 404 with code 40401

  Scenario: Removing nothing
    When I DELETE "/associations/resources/{s}-none"
    Then the answer is 404 with code 40410
    And the message is "Association for '{s}-none' not found."

  Scenario: Asking for many topics at once
    When I POST "/associations:batchGet" with:
      """
      {"requests": [{"resourceId": "{s}-w"}, {"resourceId": "{s}-none"}]}
      """
    Then the answer is 207
    And the body includes:
      """
      {
        "results": [
          {"result": {"resourceName": "weak", "associations": [{"subject": ":{ctx}:orders", "lifecycle": "WEAK"}]}},
          {"result": {"resourceId": "{s}-none", "resourceType": "topic"}}
        ]
      }
      """

  Scenario: Changing many topics at once
    When I POST "/associations:batchMutate?context=:{ctx}:" with:
      """
      {
        "requests": [
          {
            "resourceName": "third", "resourceNamespace": "{bare}", "resourceId": "{s}-3",
            "associations": [{"opType": "CREATE", "subject": "orders", "associationType": "value", "lifecycle": "WEAK"}]
          },
          {
            "resourceName": "fourth", "resourceNamespace": "{bare}", "resourceId": "{s}-4",
            "associations": [{"opType": "CREATE", "subject": "nope", "associationType": "value", "lifecycle": "WEAK"}]
          }
        ]
      }
      """
    Then the answer is 207
    And the body includes:
      """
      {
        "results": [
          {"result": {"resourceName": "third"}},
          {"error": {"error_code": 40907, "message": "No active (non-deleted) version exists for subject ':{ctx}:nope'"}}
        ]
      }
      """
    When I GET "/associations/resources/{s}-3"
    Then the answer is 200
    And the body includes [{"subject": ":{ctx}:orders"}]

  Scenario Outline: A request <fault> is refused
    When I POST "/associations" with:
      """
      <request>
      """
    Then the answer is 422 with code 42212
    And the message is "The association specified an invalid value for property: '<property>', detail: <detail>"

    Examples:
      | fault                  | property          | detail                            | request                                                                                                                             |
      | without a name         | resourceName      | cannot be null or empty           | {"resourceNamespace": "n", "resourceId": "i", "associations": [{"subject": "s"}]}                                                   |
      | with a dot in its name | resourceName      | illegal character '.'             | {"resourceName": "a.b", "resourceNamespace": "n", "resourceId": "i", "associations": [{"subject": "s"}]}                            |
      | without a namespace    | resourceNamespace | cannot be null or empty           | {"resourceName": "a", "resourceId": "i", "associations": [{"subject": "s"}]}                                                        |
      | without an id          | resourceId        | cannot be null or empty           | {"resourceName": "a", "resourceNamespace": "n", "associations": [{"subject": "s"}]}                                                 |
      | of another type        | resourceType      | must be 'topic'                   | {"resourceName": "a", "resourceNamespace": "n", "resourceId": "i", "resourceType": "queue", "associations": [{"subject": "s"}]}     |
      | without associations   | associations      | cannot be null or empty           | {"resourceName": "a", "resourceNamespace": "n", "resourceId": "i"}                                                                  |
      | for a header           | associationType   | must be either 'key' or 'value'   | {"resourceName": "a", "resourceNamespace": "n", "resourceId": "i", "associations": [{"subject": "s", "associationType": "header"}]} |
