/// The element types that safetensors files can store in whole bytes.
public enum StoredType: String, CaseIterable, Hashable, Sendable {
  case bool = "BOOL"
  case u8 = "U8"
  case i8 = "I8"
  case f8e5m2 = "F8_E5M2"
  case f8e4m3 = "F8_E4M3"
  case f8e8m0 = "F8_E8M0"
  case i16 = "I16"
  case u16 = "U16"
  case f16 = "F16"
  case bf16 = "BF16"
  case i32 = "I32"
  case u32 = "U32"
  case f32 = "F32"
  case i64 = "I64"
  case u64 = "U64"
  case f64 = "F64"
  case c64 = "C64"

  /// Bytes of one element.
  public var size: Int {
    switch self {
    case .bool, .u8, .i8, .f8e5m2, .f8e4m3, .f8e8m0: 1
    case .i16, .u16, .f16, .bf16: 2
    case .i32, .u32, .f32: 4
    case .i64, .u64, .f64, .c64: 8
    }
  }

  /// Whether weights may have this type: it is read as 32-bit numbers, all but F64 exactly.
  public var isWeight: Bool {
    switch self {
    case .f16, .bf16, .f32, .f64: true
    case .bool, .u8, .i8, .f8e5m2, .f8e4m3, .f8e8m0, .i16, .u16, .i32, .u32, .i64, .u64, .c64:
      false
    }
  }
}
