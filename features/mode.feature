@avro
Feature: Modes
  A mode says whether schemas may be written: READWRITE, READONLY, IMPORT or FORWARD.

  Scenario: Without a setting everything is READWRITE
    When I GET "/mode"
    Then the answer is 200 and the body is {"mode": "READWRITE"}
    When I GET "/mode/{s}"
    Then the answer is 404 with code 40409
    And the message is "Subject '{s}' does not have subject-level mode configured"
    When I GET "/mode/{s}?defaultToGlobal=true"
    Then the answer is 200 and the body is {"mode": "READWRITE"}

  Scenario: The request is echoed as it was sent
    When I PUT "/mode/{s}" with:
      """
      {"mode": "readonly"}
      """
    Then the answer is 200 and the body is {"mode": "readonly"}
    When I GET "/mode/{s}"
    Then the answer is 200 and the body is {"mode": "READONLY"}

  Scenario: A mode that does not exist
    When I PUT "/mode/{s}" with:
      """
      {"mode": "SLEEP"}
      """
    Then the answer is 422 with code 42204
    And the message is "Invalid mode. Valid values are READWRITE, READONLY, IMPORT and FORWARD."

  Scenario Outline: "<name>" cannot have a mode
    When I PUT "/mode/<name>" with:
      """
      {"mode": "READONLY"}
      """
    Then the answer is 422 with code 42208

    Examples:
      | name     |
      | __GLOBAL |
      | __EMPTY  |

  Scenario Outline: FORWARD cannot be set on <path>
    When I PUT "<path>" with:
      """
      {"mode": "FORWARD"}
      """
    Then the answer is 422 with code 42204
    And the message is "Forward mode only supported on global level"

    Examples:
      | path          |
      | /mode/{s}     |
      | /mode/:{ctx}: |
      | /mode         |

  Scenario: A null mode clears it
    Given "{s}" has the mode READONLY
    When I PUT "/mode/{s}" with:
      """
      {"mode": null}
      """
    Then the answer is 200 and the body is {"mode": null}
    When I GET "/mode/{s}?defaultToGlobal=true"
    Then the answer is 200 and the body is {"mode": "READWRITE"}

  Scenario: Removing a mode answers what it was
    Given "{s}" has the mode READONLY
    When I DELETE "/mode/{s}"
    Then the answer is 200 and the body is {"mode": "READONLY"}
    When I DELETE "/mode/{s}"
    Then the answer is 404 with code 40401
    And the message is "Subject '{s}' not found."

  Scenario Outline: A <mode> subject refuses writes and answers reads
    Given "{s}" has the versions "int", "long"
    And "{s}" has the mode <mode>
    When I register the type "double" under "{s}"
    Then the answer is 422 with code 42205
    And the message is "Subject {s} in context  is in read-only mode"
    When I DELETE "/subjects/{s}/versions/1"
    Then the answer is 422 with code 42205
    When I DELETE "/subjects/{s}"
    Then the answer is 422 with code 42205
    When I PUT "/config/{s}" with:
      """
      {"compatibility": "NONE"}
      """
    Then the answer is 422 with code 42205
    When I look up the type "int" under "{s}"
    Then the answer is 200
    When I GET "/subjects/{s}/versions"
    Then the answer is 200 and the body is [1, 2]

    Examples:
      | mode              |
      | READONLY          |
      | READONLY_OVERRIDE |

  Scenario: Removing a configuration is a write
    Given "{s}" has the level FULL
    And "{s}" has the mode READONLY
    When I DELETE "/config/{s}"
    Then the answer is 422 with code 42205

  Scenario: What is already registered may be registered again in READONLY
    Given "{s}" has the versions "int", "long"
    And "{s}" has the mode READONLY
    When I register the type "int" under "{s}"
    Then the answer is 200
    And the body includes {"version": 1}

  Scenario Outline: In READONLY <what> is <code>
    Given "{s}" has the mode READONLY
    When I register under "{s}" the request:
      """
      <request>
      """
    Then the answer is 422 with code <code>

    Examples:
      | what               | request                                | code  |
      | an unparsable text | {"schema": "{\"type\":\"nonsense\"}"}  | 42201 |
      | an unknown type    | {"schema": "x", "schemaType": "XML"}   | 42201 |
      | an empty text      | {"schema": ""}                         | 42205 |
