"""Ways a message leaves: each channel is a class with a code, and MESSAGE_CHANNELS names those in use, in order."""
