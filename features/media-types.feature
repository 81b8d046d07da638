Feature: Media types
  Three names of JSON are understood and answered; what else is sent or asked for is refused.

  Scenario: Without a wish the answer is of the first type
    When I GET "/subjects/{s}/versions"
    Then the answer is 404 with code 40401
    And the header "Content-Type" is "application/vnd.schemaregistry.v1+json"
    When I GET "/schemas/types"
    Then the header "Content-Type" is "application/vnd.schemaregistry.v1+json"

  Scenario Outline: Accept: <accept>
    When I GET "/schemas/types" with the headers:
      | Accept | <accept> |
    Then the answer is 200
    And the header "Content-Type" is "<type>"

    Examples:
      | accept                                                                                                          | type                                   |
      | */*                                                                                                             | application/vnd.schemaregistry.v1+json |
      | application/*                                                                                                   | application/vnd.schemaregistry.v1+json |
      | application/json                                                                                                | application/json                       |
      | application/vnd.schemaregistry+json                                                                             | application/vnd.schemaregistry+json    |
      | application/vnd.schemaregistry.v1+json                                                                          | application/vnd.schemaregistry.v1+json |
      | application/json; charset=utf-8                                                                                 | application/json;charset=utf-8         |
      | text/html, */*;q=0.1                                                                                            | application/vnd.schemaregistry.v1+json |
      | text/html, image/gif, image/jpeg, */*; q=0.2                                                                    | application/vnd.schemaregistry.v1+json |
      | application/json, text/plain, */*                                                                               | application/vnd.schemaregistry.v1+json |
      | application/json, text/plain, */*;q=0.5                                                                         | application/json                       |
      | application/json, application/vnd.schemaregistry.v1+json                                                        | application/vnd.schemaregistry.v1+json |
      | application/json;q=0.9, application/vnd.schemaregistry.v1+json;q=0.1                                            | application/json                       |
      | application/vnd.schemaregistry.v1+json; q=0.9, application/json; q=0.5                                          | application/vnd.schemaregistry.v1+json |
      | */*;q=0                                                                                                         | application/vnd.schemaregistry.v1+json |

  Scenario: Errors are of the negotiated type too
    When I GET "/subjects/{s}/versions" with the headers:
      | Accept | application/json |
    Then the answer is 404 with code 40401
    And the header "Content-Type" is "application/json"

  Scenario Outline: Nothing acceptable: <accept> for <path>
    When I GET "<path>" with the headers:
      | Accept | <accept> |
    Then the answer is 406 with code 406
    And the message is "HTTP 406 Not Acceptable"

    Examples:
      | accept     | path                               |
      | text/html  | /subjects                          |
      | text/plain | /schemas/types                     |
      | text/plain | /subjects/{s}/versions/1/schema    |
      | garbage    | /config                            |

  @avro
  Scenario Outline: A body sent as <type>
    When I POST "/subjects/{s}/versions" as "<type>" with:
      """
      {"schema": "\"int\""}
      """
    Then the answer is 200
    And the header "Content-Type" is "application/vnd.schemaregistry.v1+json"

    Examples:
      | type                                                  |
      | application/vnd.schemaregistry.v1+json                |
      | application/vnd.schemaregistry+json                   |
      | application/json                                      |
      | application/octet-stream                              |
      | application/json; charset=utf-8                       |
      | application/vnd.schemaregistry.v1+json;charset=UTF-8  |
      | Application/JSON                                      |

  Scenario Outline: A body sent as <type> is refused
    When I POST "/subjects/{s}/versions" as "<type>" with:
      """
      {"schema": "\"int\""}
      """
    Then the answer is 415 with code 415
    And the message is "HTTP 415 Unsupported Media Type"
    And the header "Content-Type" is "application/vnd.schemaregistry.v1+json"

    Examples:
      | type                              |
      | text/plain                        |
      | application/xml                   |
      | application/x-www-form-urlencoded |

  Scenario Outline: <method> without a body but of the type text/plain
    When I <method> "/subjects/{s}/versions" with the headers:
      | Content-Type | text/plain |
    Then the answer is <status>

    Examples:
      | method | status |
      | GET    | 415    |

  Scenario Outline: <method> without a body but of the type <type>
    When I <method> "<path>" with the headers:
      | Content-Type | <type> |
    Then the answer is 404 with code 40401

    Examples:
      | method | path                     | type                                   |
      | GET    | /subjects/{s}/versions   | application/vnd.schemaregistry.v1+json |
      | GET    | /subjects/{s}/versions   | application/json                       |
      | DELETE | /subjects/{s}            | application/vnd.schemaregistry.v1+json |
      | DELETE | /subjects/{s}            | application/json                       |
      | DELETE | /subjects/{s}/versions/1 | application/octet-stream               |

  Scenario: DELETE of the type text/plain
    When I DELETE "/subjects/{s}" with the headers:
      | Content-Type | text/plain |
    Then the answer is 415 with code 415
