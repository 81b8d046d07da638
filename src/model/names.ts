const control = /[\u0000-\u001f\u007f-\u009f]/

/** Whether a name is well-formed Unicode without control characters and at most `bytes` of UTF-8. */
export function fitsName(name: string, bytes: number): boolean {
  return name.isWellFormed() && !control.test(name) && fitsBytes(name, bytes)
}

/** Whether a text is at most `bytes` of UTF-8; long texts are refused without being encoded. */
export function fitsBytes(text: string, bytes: number): boolean {
  if (text.length > bytes) return false
  return text.length * 3 <= bytes || Buffer.byteLength(text) <= bytes
}
