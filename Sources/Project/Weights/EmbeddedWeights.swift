/// The assembler file that makes the weights part of the program.
enum EmbeddedWeights {
  /// Its path in the project.
  static func path(_ name: ModelName) -> String { "src/\(name.text)_weights.S" }

  /// Its text, for the GNU assembler and for clang's.
  static func text(_ name: ModelName) -> String {
    """
    /* The weights file as part of the program: NAME_weights, NAME_weights_length bytes. */
      .section .rodata
      .balign 64
      .globl NAME_weights
      .type NAME_weights, %object
    NAME_weights:
      .incbin "weights/NAME.safetensors"
    end_of_weights:
      .size NAME_weights, end_of_weights - NAME_weights
      .balign 8
      .globl NAME_weights_length
      .type NAME_weights_length, %object
    NAME_weights_length:
    #if __SIZEOF_SIZE_T__ == 8
      .8byte end_of_weights - NAME_weights
    #else
      .4byte end_of_weights - NAME_weights
    #endif
      .size NAME_weights_length, __SIZEOF_SIZE_T__
      .section .note.GNU-stack, "", %progbits

    """.replacing("NAME", with: name.text)
  }
}
