package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// floor is the least that any generator has to do: read every document, convert
// its Markdown, and write as many files of as many bytes as like has. There is no
// front matter, no template and no list in it.
func floor(content, like, out string) error {
	sources, err := list(content)
	if err != nil {
		return err
	}
	targets, err := list(like)
	if err != nil {
		return err
	}
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Footnote, extension.Typographer))
	filler := bytes.Repeat([]byte("<p>The floor has nothing to say.</p>\n"), 1<<16)
	var (
		next  atomic.Int64
		wg    sync.WaitGroup
		mu    sync.Mutex
		first error
	)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			var page bytes.Buffer
			for {
				i := int(next.Add(1)) - 1
				if i >= max(len(sources), len(targets)) {
					return
				}
				err := func() error {
					page.Reset()
					if i < len(sources) {
						src, err := os.ReadFile(sources[i].path)
						if err != nil {
							return err
						}
						if doc := md.Parser().Parse(text.NewReader(src)); doc != nil {
							if err := md.Renderer().Render(&page, src, doc); err != nil {
								return err
							}
						}
					}
					if i >= len(targets) {
						return nil
					}
					t := targets[i]
					rest, err := filepath.Rel(like, t.path)
					if err != nil {
						return err
					}
					if missing := int(t.size) - page.Len(); missing > 0 {
						page.Write(filler[:min(missing, len(filler))])
					}
					name := filepath.Join(out, rest)
					file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
					if os.IsNotExist(err) {
						if err = os.MkdirAll(filepath.Dir(name), 0o777); err == nil {
							file, err = os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
						}
					}
					if err != nil {
						return err
					}
					defer file.Close()
					_, err = file.Write(page.Bytes()[:min(page.Len(), int(t.size))])
					return err
				}()
				if err != nil {
					mu.Lock()
					if first == nil {
						first = err
					}
					mu.Unlock()
					return
				}
			}
		})
	}
	wg.Wait()
	return first
}

type file struct {
	path string
	size int64
}

// list returns the files below dir.
func list(dir string) ([]file, error) {
	var files []file
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			files = append(files, file{path, info.Size()})
		}
		return err
	})
	return files, err
}
