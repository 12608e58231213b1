print("ssdc")
