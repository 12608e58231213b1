/// The opcodes that the machine runs: those with which protocol 2 writes tables of tensors. All others are refused.
enum PickleOpcode: UInt8 {
  case protocolVersion = 0x80
  case stop = 0x2E
  case mark = 0x28
  case emptyDictionary = 0x7D
  case emptyTuple = 0x29
  case tuple = 0x74
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case none = 0x4E
  case newTrue = 0x88
  case newFalse = 0x89
  case integer4 = 0x4A
  case integer1 = 0x4B
  case integer2 = 0x4D
  case long1 = 0x8A
  case unicode = 0x58
  case put1 = 0x71
  case put4 = 0x72
  case get1 = 0x68
  case get4 = 0x6A
  case global = 0x63
  case persistentID = 0x51
  case reduce = 0x52
  case build = 0x62
  case setItem = 0x73
  case setItems = 0x75

  /// The name that Python's documentation gives `byte`, where it is of a kind worth naming.
  static func refusedName(_ byte: UInt8) -> String {
    switch byte {
    case 0x81: "NEWOBJ"
    case 0x92: "NEWOBJ_EX"
    case 0x69: "INST"
    case 0x6F: "OBJ"
    case 0x93: "STACK_GLOBAL"
    case 0x50: "PERSID"
    case 0x82, 0x83, 0x84: "EXT"
    case 0x95: "FRAME"
    case 0x94: "MEMOIZE"
    default: "0x" + String(byte, radix: 16)
    }
  }
}
