@contexts @avro
Feature: How a context's base URL is read
  Everything below `/contexts/<name>` is the same registry, seen from that context.

  Background:
    Given ":{ctx}:orders" has the version "int"

  Scenario Outline: GET <path> has nothing of the context in it
    When I GET "/contexts/{ctx}<path>"
    Then the answer is 200

    Examples:
      | path                                                       |
      | /schemas/types                                             |
      | /schemas/guids/ef524ea1-b91e-7317-3d93-8ade36c1db32        |
      | /schemas/guids/ef524ea1-b91e-7317-3d93-8ade36c1db32/ids    |
      | /v1/metadata/id                                            |
      | /v1/metadata/version                                       |
      | /v1/metadata/deployment                                    |
      | /contexts                                                  |

  Scenario Outline: A prefix is taken within the context: <query>
    Given ":{ctx}:orders-2" has the version "int"
    And ":{other}:orders" has the version "int"
    When I GET "/contexts/{ctx}/subjects?<query>"
    Then the answer is 200 and the body is <body>

    Examples:
      | query                            | body                                    |
      | subjectPrefix=orders-            | [":{ctx}:orders-2"]                     |
      | subjectPrefix=                   | [":{ctx}:orders", ":{ctx}:orders-2"]    |
      | subjectPrefix=:{other}:          | [":{other}:orders"]                     |
      | subjectPrefix=%3A{other}%3Aord   | [":{other}:orders"]                     |
      | subjectPrefix=nope               | []                                      |

  Scenario: Without a dot it is the same context
    When I GET "/contexts/{bare}/subjects"
    Then the answer is 200 and the body is [":{ctx}:orders"]

  Scenario: A trailing slash is harmless
    When I GET "/contexts/{ctx}/subjects/"
    Then the answer is 200 and the body is [":{ctx}:orders"]
    When I GET "/contexts/{ctx}/subjects/orders/versions/"
    Then the answer is 200 and the body is [1]

  Scenario Outline: A colon inside the name "<name>"
    When I GET "/contexts/<name>/subjects"
    Then the answer is 400 with code 400
    And the message contains "cannot contain a colon"

    Examples:
      | name  |
      | a:b   |
      | .a:b  |
      | :.a:b: |

  @ours
  Scenario: Encoded colons around the name are colons
    When I GET "/contexts/%3A{ctx}%3A/subjects"
    Then the answer is 200 and the body is [":{ctx}:orders"]
    When I POST "/contexts/%3A{other}%3A/subjects/orders/versions" with:
      """
      {"schema": "\"int\""}
      """
    Then the answer is 200
    When I GET "/contexts/{other}/subjects"
    Then the answer is 200 and the body is [":{other}:orders"]

  Scenario: A name may hold almost anything
    When I POST "/contexts/{ctx}%20b%21%C3%A4/subjects/orders/versions" with:
      """
      {"schema": "\"int\""}
      """
    Then the answer is 200
    When I GET "/contexts?contextPrefix={ctx}%20"
    Then the answer is 200 and the body is ["{ctx} b!ä"]
    When I GET "/contexts/{ctx}%20b!%C3%A4/subjects"
    Then the answer is 200 and the body is [":{ctx} b!ä:orders"]

  Scenario Outline: <method> on the bare context
    When I <method> "/contexts/{ctx}"
    Then the answer is 405 with code 405

    Examples:
      | method |
      | GET    |
      | POST   |
      | PUT    |

  Scenario: Unknown paths below a context
    When I GET "/contexts/{ctx}/nonsense"
    Then the answer is 404 with code 404
    And the message is "HTTP 404 Not Found"
    When I PUT "/contexts/{ctx}/subjects" with:
      """
      {}
      """
    Then the answer is 405 with code 405

  @ours
  Scenario: A subject may be called like a route or a context
    Given ":{ctx}:contexts" has the version "int"
    And ":{ctx}:subjects" has the version "int"
    When I GET "/contexts/{ctx}/subjects/subjects/versions"
    Then the answer is 200 and the body is [1]
    When I GET "/contexts/{ctx}/subjects/contexts/versions/1"
    Then the answer is 200
    And the body includes {"subject": ":{ctx}:contexts"}

  Scenario: A colon belongs to the name of a subject
    Given I work in a context of my own
    And "a:b" has the version "int"
    And "x:y:z" has the version "int"
    When I GET "/subjects"
    Then the answer is 200 and the body is [":{ctx}:a:b", ":{ctx}:orders", ":{ctx}:x:y:z"]
