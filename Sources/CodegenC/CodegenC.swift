// CodegenC
