Feature: HTTP
  Paths, methods and headers, as clients in the field use them.

  @avro
  Scenario Outline: HEAD <path> answers like GET, without a body
    Given "{s}" has the version "int"
    When I HEAD "<path>"
    Then the answer is <status>
    And the body is empty

    Examples:
      | path                            | status |
      | /                               | 200    |
      | /subjects                       | 200    |
      | /subjects/{s}/versions          | 200    |
      | /subjects/{s}/versions/1/schema | 200    |
      | /subjects/{s}/versions/9        | 404    |
      | /subjects/{s}-none/versions     | 404    |
      | /nonsense                       | 404    |

  Scenario: OPTIONS names the methods
    When I OPTIONS "/schemas/types"
    Then the answer is 200
    And the header "Allow" contains "GET"
    And the header "Allow" contains "HEAD"
    And the header "Allow" contains "OPTIONS"
    When I OPTIONS "/config/{s}"
    Then the header "Allow" contains "PUT"
    And the header "Allow" contains "DELETE"

  Scenario: A request id is echoed
    When I GET "/schemas/types" with the headers:
      | X-Request-ID | abc-123 |
    Then the header "X-Request-ID" is "abc-123"
    When I GET "/nonsense" with the headers:
      | X-Request-ID | abc-124 |
    Then the header "X-Request-ID" is "abc-124"

  Scenario: A blank request id is replaced
    When I GET "/schemas/types" with the headers:
      | X-Request-ID | |
    Then the answer is 200
    And the header "X-Request-ID" contains "-"

  Scenario: The root
    When I GET "/"
    Then the answer is 200 and the body is {}
    When I POST "/" with:
      """
      {"any": "thing"}
      """
    Then the answer is 200 and the body is {}

  Scenario: The registry about itself
    When I GET "/v1/metadata/id"
    Then the answer is 200
    And the body includes {"scope": {"path": [], "clusters": {"kafka-cluster": "<text>", "schema-registry-cluster": "<text>"}}}
    And the body has no "id"
    When I GET "/v1/metadata/version"
    Then the answer is 200 and the body is {"version": "<text>", "commitId": "<text>"}
    When I GET "/v1/metadata/deployment"
    Then the answer is 200
    And the body includes {"attributes": "<any>"}

  @avro
  Scenario Outline: GET <path> with a trailing slash
    Given "{s}" has the version "int"
    And "{s}" has the level FULL
    When I GET "<path>/"
    Then the answer is 200 and the body is <body>

    Examples:
      | path                     | body                           |
      | /subjects/{s}/versions   | [1]                            |
      | /config/{s}              | {"compatibilityLevel": "FULL"} |
      | /mode                    | {"mode": "READWRITE"}          |

  @avro
  Scenario: A trailing slash before a query
    Given "{s}" has the version "int"
    When I POST "/compatibility/subjects/{s}/versions/?normalize=false&verbose=true" with:
      """
      {"schema": "\"long\""}
      """
    Then the answer is 200 and the body is {"is_compatible": true, "messages": []}

  @avro
  Scenario Outline: A subject with <what> in its name
    When I POST "/subjects/<path>/versions" with:
      """
      {"schema": "\"int\""}
      """
    Then the answer is 200
    When I GET "/subjects/<path>/versions/1"
    Then the answer is 200
    And the body includes {"subject": "<name>"}

    Examples:
      | what             | path                     | name              |
      | a slash          | {s}%2Fvalue              | {s}/value         |
      | a plus           | {s}+value                | {s}+value         |
      | an encoded plus  | {s}%2Bvalue2             | {s}+value2        |
      | a percent sign   | {s}%25zz                 | {s}%zz            |
      | a semicolon      | {s}%3Bx                  | {s};x             |
      | a question mark  | {s}%3Fx                  | {s}?x             |
      | raw delimiters   | {s}@:!$&'()*,=           | {s}@:!$&'()*,=    |
      | a colon          | {s}%3Avalue              | {s}:value         |
      | letters          | {s}%C3%BC%F0%9F%98%80    | {s}ü😀            |
      | two dots         | {s}..x                   | {s}..x            |

  @ours
  Scenario Outline: The path <path> is no path
    When I GET "<path>"
    Then the answer is 400 with code 400
    And the header "Content-Type" is "application/vnd.schemaregistry.v1+json"

    Examples:
      | path                      |
      | /subjects/%zz/versions    |
      | /subjects/%/versions      |
      | /subjects/a%F/versions    |
      | /subjects/%C3%28/versions |

  @ours
  Scenario Outline: A name with a control character, <path>
    When I POST "/subjects/<path>/versions" with:
      """
      {"schema": "\"int\""}
      """
    Then the answer is one of 400, 422

    Examples:
      | path      |
      | {s}%00    |
      | {s}%0A    |
      | {s}%C2%85 |

  @ours
  Scenario: Empty segments are skipped
    When I GET "//schemas//types"
    Then the answer is 200
    When I GET "/contexts//{ctx}//subjects"
    Then the answer is 200 and the body is []

  @avro
  Scenario: Query parameters that are unknown, empty or broken do no harm
    Given "{s}" has the version "int"
    When I GET "/subjects/{s}/versions/1?name=x&&deleted=&verbose=%zz&="
    Then the answer is 200
