"""Ways a message leaves: each channel is a class with a code, and MESSAGE_CHANNELS names those in use, in order."""

from loyalty.messages.channels.channel import Channel
from loyalty.messages.channels.email import EmailChannel
from loyalty.messages.channels.file import FileChannel
from loyalty.registries import Registry

channels: Registry[type[Channel]] = Registry("message channels")

channels.add("email", EmailChannel)
channels.add("file", FileChannel)
