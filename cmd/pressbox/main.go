// Command pressbox turns a folder of Markdown posts about players into a news site.
package main

func main() {}
