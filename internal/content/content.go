// Package content turns the files below content/ into Documents: front matter
// with its places, and a body that has been looked at but is not kept.
//
// Its one law: nothing outside the site's folder is read, and what a file says
// is remembered by the bytes it holds, never by its name or time alone.
package content

import (
	"pressbox/internal/digest"
	"pressbox/internal/markdown"
	"pressbox/internal/meta"
)

// Folder is where documents lie in a site.
const Folder = "content"

// Kind is what a document is, told by the folder it lies in.
type Kind uint8

const (
	Post Kind = iota
	Player
	Team
	Source
	Author
	Story
	League
	Page
)

// folders are the names of the folders, by kind.
var folders = [...]string{Post: "posts", Player: "players", Team: "teams", Source: "sources", Author: "authors", Story: "stories", League: "leagues", Page: "pages"}

// Folder returns the name of the folder below content/ that holds documents of kind k.
func (k Kind) Folder() string { return folders[k] }

// nested reports whether documents of kind k may lie in folders of their folder: a
// record's file name is its id, an id has no folders.
func (k Kind) nested() bool { return k == Post || k == Page }

// A Document is one Markdown file whose front matter could be read.
type Document struct {
	Path  string // slash-separated, NFC, from the site's folder: content/posts/2022/11/x.md
	Kind  Kind
	Sum   digest.Digest // of the whole file
	Meta  meta.Packed
	Body  Body
	Parts *markdown.Parts // of the body, never nil; its lines are lines of the file, its faults stand in the problems of Load
}

// A Body says where the text of a document lies. Bodies are read when a page
// that shows them is made, and forgotten again.
type Body struct {
	Digest digest.Digest // of the body's bytes and of the options it was converted with
	Size   int
	Line   int // of its first line in the file
}

// An Asset is a file of content/ that is not a document: a picture beside its post.
type Asset struct {
	Path          string // like Document.Path
	Sum           digest.Digest
	Size          int64
	Width, Height int // in pixels, turned as EXIF says; 0 when it is no picture that can be measured
}
