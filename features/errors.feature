Feature: Errors
  Whatever goes wrong, the body is an error code and a message, and the status is the first three
  digits of the code.

  Scenario Outline: <method> <path> does not exist
    When I <method> "<path>"
    Then the answer is 404
    And the body is:
      """
      {"error_code": 404, "message": "HTTP 404 Not Found"}
      """

    Examples:
      | method | path                       |
      | GET    | /nonsense                  |
      | POST   | /nonsense                  |
      | GET    | /subjects/{s}/nonsense     |
      | GET    | /Subjects                  |
      | GET    | /subjects/../config        |
      | GET    | /schemas/ids               |
      | GET    | /schemas/ids/1/nonsense    |
      | GET    | /v1/metadata/nonsense      |
      | GET    | /compatibility             |

  Scenario Outline: <method> <path> is not allowed
    When I <method> "<path>"
    Then the answer is 405
    And the body is:
      """
      {"error_code": 405, "message": "HTTP 405 Method Not Allowed"}
      """

    Examples:
      | method | path                                    |
      | POST   | /subjects                               |
      | PUT    | /subjects/{s}                           |
      | GET    | /subjects/{s}                           |
      | PATCH  | /subjects/{s}/versions                  |
      | PUT    | /subjects/{s}/versions/1                |
      | POST   | /subjects/{s}/versions/1/schema         |
      | POST   | /schemas/ids/1                          |
      | DELETE | /schemas/types                          |
      | POST   | /config                                 |
      | POST   | /mode/{s}                               |
      | GET    | /compatibility/subjects/{s}/versions/1  |
      | DELETE | /                                       |
      | BREW   | /subjects                               |
      | TRACE  | /subjects                               |

  Scenario Outline: A request without a body, <method> <path>
    When I <method> "<path>"
    Then the answer is 422 with code 422
    And the message is "<name>.request must not be null (was null)"

    Examples:
      | method | path                                        | name                            |
      | POST   | /subjects/{s}/versions                      | register                        |
      | POST   | /subjects/{s}                               | lookUpSchemaUnderSubject        |
      | POST   | /compatibility/subjects/{s}/versions/latest | testCompatibilityBySubjectName  |
      | POST   | /compatibility/subjects/{s}/versions        | testCompatibilityForSubject     |
      | PUT    | /config                                     | updateTopLevelConfig            |
      | PUT    | /config/{s}                                 | updateSubjectLevelConfig        |
      | PUT    | /mode                                       | updateTopLevelMode              |
      | PUT    | /mode/{s}                                   | updateMode                      |
      | POST   | /subjects/{s}/versions/1/tags               | modifyTags                      |
      | POST   | /associations                               | createAssociation               |
      | PUT    | /associations/resources/{s}                 | createOrUpdateAssociation       |
      | POST   | /associations:batchGet                      | batchGetAssociations            |
      | POST   | /associations:batchMutate                   | mutateAssociations              |

  Scenario: The body null is no body
    When I POST "/subjects/__EMPTY/versions" with:
      """
      null
      """
    Then the answer is 422 with code 422
    And the message is "register.request must not be null (was null)"

  Scenario Outline: A body that is <what>
    When I POST "/subjects/{s}/versions" with:
      """
      <body>
      """
    Then the answer is 400 with code 400

    Examples:
      | what                          | body                                 |
      | not JSON                      | {"schema": "\"int\""                 |
      | a list                        | [1]                                  |
      | a text                        | "int"                                |
      | followed by more              | {"schema": "\"int\""} {}             |
      | an object as schema           | {"schema": {"type": "int"}}          |
      | a list as version             | {"schema": "\"int\"", "version": []} |
      | a text as references          | {"schema": "\"int\"", "references": "base"} |

  Scenario: The last of several equal keys counts
    When I POST "/subjects/{s}/versions" with:
      """
      {"schema": "{", "schema": "\"int\""}
      """
    Then the answer is 200

  @ours
  Scenario Outline: A mode request that says nothing: <body>
    When I PUT "/mode/{s}" with:
      """
      <body>
      """
    Then the answer is one of 400, 422

    Examples:
      | body          |
      | {}            |
      | {"mood": "x"} |

  @ours
  Scenario: A body above the limit
    When I POST "/subjects/{s}/versions" with 4194304 spaces in front of:
      """
      {"schema": "\"int\""}
      """
    Then the answer is 413 with code 413
    And the message contains "Request body is too large: "

  @ours
  Scenario: A body close to the limit
    When I POST "/subjects/{s}/versions" with 4000000 spaces in front of:
      """
      {"schema": "\"int\""}
      """
    Then the answer is 200
