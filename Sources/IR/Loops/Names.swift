/// The name of a loop variable, an index scalar or a size.
public typealias Symbol = String
/// The name of a real scalar.
public typealias ScalarID = String
/// The name of a buffer.
public typealias BufferID = String
