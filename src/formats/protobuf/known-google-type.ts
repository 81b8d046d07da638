/** The body of a google/type file in proto3, and the files it imports. */
function googleType(path: string, body: string, ...imports: string[]): readonly [string, string] {
  const lines = imports.map((file) => `import "google/protobuf/${file}.proto";\n`)
  return [
    `google/type/${path}.proto`,
    `syntax = "proto3";\npackage google.type;\n${lines.join('')}${body}\n`,
  ]
}

/** Fields `first`, `second` … of one type, numbered from `start`. */
function fields(type: string, names: string, start = 1): string {
  const numbered = names.split(' ').map((name, index) => `${type} ${name} = ${start + index};`)
  return numbered.join(' ')
}

/** Enum constants numbered from 0. */
function constants(names: string): string {
  return names
    .split(' ')
    .map((name, index) => `${name} = ${index};`)
    .join(' ')
}

const days = 'MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY'
const months =
  'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'
const periods = 'DAY WEEK FORTNIGHT MONTH QUARTER HALF YEAR'
const address = 'region_code language_code postal_code sorting_code administrative_area'

/** The published fields of the google/type files that Confluent knows, by import path. */
export const googleTypeFiles: readonly (readonly [path: string, text: string])[] = [
  googleType(
    'calendar_period',
    `enum CalendarPeriod { ${constants(`CALENDAR_PERIOD_UNSPECIFIED ${periods}`)} }`,
  ),
  googleType(
    'color',
    `message Color { ${fields('float', 'red green blue')} google.protobuf.FloatValue alpha = 4; }`,
    'wrappers',
  ),
  googleType('date', `message Date { ${fields('int32', 'year month day')} }`),
  googleType(
    'datetime',
    `message DateTime {
      ${fields('int32', 'year month day hours minutes seconds nanos')}
      oneof time_offset { google.protobuf.Duration utc_offset = 8; TimeZone time_zone = 9; }
    }
    message TimeZone { ${fields('string', 'id version')} }`,
    'duration',
  ),
  googleType('dayofweek', `enum DayOfWeek { ${constants(`DAY_OF_WEEK_UNSPECIFIED ${days}`)} }`),
  googleType('decimal', 'message Decimal { string value = 1; }'),
  googleType(
    'expr',
    `message Expr { ${fields('string', 'expression title description location')} }`,
  ),
  googleType('fraction', `message Fraction { ${fields('int64', 'numerator denominator')} }`),
  googleType(
    'interval',
    `message Interval { ${fields('google.protobuf.Timestamp', 'start_time end_time')} }`,
    'timestamp',
  ),
  googleType('latlng', `message LatLng { ${fields('double', 'latitude longitude')} }`),
  googleType(
    'money',
    'message Money { string currency_code = 1; int64 units = 2; int32 nanos = 3; }',
  ),
  googleType('month', `enum Month { ${constants(`MONTH_UNSPECIFIED ${months}`)} }`),
  googleType(
    'phone_number',
    `message PhoneNumber {
      message ShortCode { ${fields('string', 'region_code number')} }
      oneof kind { string e164_number = 1; ShortCode short_code = 2; }
      string extension = 3;
    }`,
  ),
  googleType(
    'postal_address',
    `message PostalAddress {
      int32 revision = 1;
      ${fields('string', `${address} locality sublocality`, 2)}
      ${fields('repeated string', 'address_lines recipients', 9)}
      string organization = 11;
    }`,
  ),
  googleType('quaternion', `message Quaternion { ${fields('double', 'x y z w')} }`),
  googleType(
    'timeofday',
    `message TimeOfDay { ${fields('int32', 'hours minutes seconds nanos')} }`,
  ),
]
