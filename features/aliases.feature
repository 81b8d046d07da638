@avro
Feature: Aliases
  A subject's configuration may say that the name stands for another subject.

  Background:
    Given I work in a context of my own
    And "orders" has the versions "int", "long"
    And I have sent PUT "/config/sales" with:
      """
      {"alias": "orders"}
      """

  Scenario: Reading through an alias
    When I GET "/subjects/sales/versions"
    Then the answer is 200 and the body is [1, 2]
    When I GET "/subjects/sales/versions/latest"
    Then the answer is 200
    And the body includes {"subject": ":{ctx}:orders", "version": 2}
    When I look up the type "int" under "sales"
    Then the answer is 200
    And the body includes {"subject": ":{ctx}:orders", "version": 1}

  Scenario: Writing through an alias
    When I register the type "double" under "sales"
    Then the answer is 200
    And the body includes {"version": 3}
    When I GET "/subjects"
    Then the answer is 200 and the body is [":{ctx}:orders"]
    When I DELETE "/subjects/sales/versions/3"
    Then the answer is 200 and the body is 3
    When I GET "/subjects/orders/versions"
    Then the answer is 200 and the body is [1, 2]

  Scenario: Checking compatibility through an alias
    When I check the type "int" against the latest of "sales"
    Then the answer is 200
    And the body includes {"is_compatible": false}

  Scenario: An id may be asked for under an alias
    When I GET "/schemas/ids/1?subject=sales"
    Then the answer is 200
    And the body includes {"subject": ":{ctx}:orders"}

  Scenario: Configuration and mode are those of the name itself
    When I GET "/config/sales"
    Then the answer is 200 and the body is {"alias": "orders", "compatibilityLevel": "BACKWARD"}
    When I GET "/config/orders"
    Then the answer is 404 with code 40408
    Given "sales" has the mode READONLY
    When I register the type "double" under "sales"
    Then the answer is 200

  Scenario: An alias is followed once
    Given I have sent PUT "/config/shop" with:
      """
      {"alias": "sales"}
      """
    When I GET "/subjects/shop/versions"
    Then the answer is 404 with code 40401
    And the message is "Subject ':{ctx}:sales' not found."

  Scenario: An alias may lead to another context
    Given ":{other}:orders" has the version "string"
    And I have sent PUT "/config/away" with:
      """
      {"alias": ":{other}:orders"}
      """
    When I GET "/subjects/away/versions/1"
    Then the answer is 200
    And the body includes {"subject": ":{other}:orders", "schema": "\"string\""}

  Scenario: An alias without a context stays in the context of the name that carries it
    Given ":{other}:orders" has the version "string"
    And I have sent PUT "/config/:{other}:sales" with:
      """
      {"alias": "orders"}
      """
    When I GET "/subjects/:{other}:sales/versions/1"
    Then the answer is 200
    And the body includes {"subject": ":{other}:orders", "schema": "\"string\""}

  @ours
  Scenario: The same however the name is written
    Given ":{other}:orders" has the version "string"
    And I have sent PUT "/config/:{other}:sales" with:
      """
      {"alias": "orders"}
      """
    When I GET "/subjects/%3A{other}%3Asales/versions/1"
    Then the answer is 200
    And the body includes {"subject": ":{other}:orders"}
    When I GET "/schemas/ids/1?subject=:{other}:sales"
    Then the answer is 200
    And the body includes {"subject": ":{other}:orders", "schema": "\"string\""}

  @ours
  Scenario: An alias may lead to a subject with a slash
    Given "a/b" has the version "string"
    And I have sent PUT "/config/ab" with:
      """
      {"alias": "a/b"}
      """
    When I GET "/subjects/ab/versions/1"
    Then the answer is 200
    And the body includes {"subject": ":{ctx}:a/b"}

  Scenario: A subject with a slash may have an alias
    Given I have sent PUT "/config/x%2Fy" with:
      """
      {"alias": "orders"}
      """
    When I GET "/subjects/x%2Fy/versions"
    Then the answer is 200 and the body is [1, 2]

  Scenario: Schemas with the names that lead to them
    When I GET "/schemas?aliases=true&latestOnly=true"
    Then the answer is 200
    And the body includes [{"subject": ":{ctx}:orders", "version": 2, "aliases": [":{ctx}:sales"]}]
    When I GET "/schemas?latestOnly=true"
    Then the answer is 200
    And the list does not contain {"aliases": "<any>"}

  Scenario: The prefix may be that of the alias
    When I GET "/schemas?aliases=true&latestOnly=true&subjectPrefix=sal"
    Then the answer is 200
    And the body includes [{"subject": ":{ctx}:orders", "version": 2, "aliases": [":{ctx}:sales"]}]

  Scenario: Once the alias is gone the name is nobody
    Given I have sent DELETE "/config/sales"
    When I GET "/subjects/sales/versions"
    Then the answer is 404 with code 40401
    And the message is "Subject ':{ctx}:sales' not found."
