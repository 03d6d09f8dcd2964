package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestTaskOfANewSiteMarksProblemsAtTheirPlace reads what check prints as VS Code does,
// by the pattern that a new site has for it.
func TestTaskOfANewSiteMarksProblemsAtTheirPlace(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "news")
	mustRun(t, "init", dir)
	text, err := os.ReadFile(filepath.Join(dir, ".vscode", "tasks.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Tasks []struct {
			Command  string
			Args     []string
			Matchers []struct {
				Pattern struct {
					Kind, Regexp                          string
					File, Line, Column, Severity, Message int
				}
			} `json:"problemMatcher"`
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	task := file.Tasks[0]
	if task.Command != "pressbox" {
		t.Fatalf("the task runs %s", task.Command)
	}
	put(t, dir, "content/posts/broken.md", "---\ntitle: Broken\ndate: 2022-13-01\nplayr: Alex Example\n---\n")
	put(t, dir, "content/posts/index.md", "---\ntitle: Of the whole file\ndate: 2022-12-01\n---\n")
	put(t, dir, "content/posts/odd.md", "---\ntitle: Odd\ndate: 2022-12-01\nplayer: Nobody Known\n---\n\nSee [there](nowhere.md).\n")
	status, stdout, _ := command(t, append(slices.Clone(task.Args), "-C", dir)...)
	if status != 1 {
		t.Fatalf("exit status %d\n%s", status, stdout)
	}
	var got []string
	for line := range strings.Lines(stdout) {
		for _, matcher := range task.Matchers {
			in := matcher.Pattern
			m := regexp.MustCompile(in.Regexp).FindStringSubmatch(strings.TrimSuffix(line, "\n"))
			if m == nil {
				continue
			}
			place := m[in.File] + " " + in.Kind
			if in.Kind != "file" { // VS Code marks nothing of another kind that has no line
				place = strings.Join([]string{m[in.File], m[in.Line], m[in.Column]}, " ")
			}
			got = append(got, strings.Join([]string{place, m[in.Severity], strings.Fields(m[in.Message])[0]}, " "))
		}
	}
	want := []string{
		"content/posts/broken.md 3 7  " + strconv.Quote("2022-13-01"), "content/posts/broken.md 4 1  unknown",
		"content/posts/index.md file  the",
		"content/posts/odd.md 4 9 warning the", "content/posts/odd.md 7 5  " + strconv.Quote("nowhere.md"),
	}
	if !slices.Equal(got, want) {
		t.Errorf("of\n%sVS Code finds %q, want %q", stdout, got, want)
	}
}

// A languageServer is the program behind VS Code's YAML extension, and other editors'.
type languageServer struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Reader
}

func (s *languageServer) send(message map[string]any) {
	s.t.Helper()
	message["jsonrpc"] = "2.0"
	text, err := json.Marshal(message)
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(s.in, "Content-Length: %d\r\n\r\n%s", len(text), text); err != nil {
		s.t.Fatal(err)
	}
}

// next returns the next message of the server.
func (s *languageServer) next() (m struct {
	ID     any
	Method string
	Params struct {
		URI         string
		Items       []struct{ Section string }
		Diagnostics []struct {
			Message string
			Range   struct{ Start struct{ Line int } }
		}
	}
},
) {
	s.t.Helper()
	head, err := textproto.NewReader(s.out).ReadMIMEHeader()
	if err != nil {
		s.t.Fatalf("the language server: %v", err)
	}
	n, err := strconv.Atoi(head.Get("Content-Length"))
	if err != nil {
		s.t.Fatal(err)
	}
	text := make([]byte, n)
	if _, err := io.ReadFull(s.out, text); err != nil {
		s.t.Fatal(err)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		s.t.Fatalf("%s: %v", text, err)
	}
	return m
}

// TestYAMLExtensionFindsTheSchemaOfEveryKind opens files of a new site with the server
// of VS Code's YAML extension and the settings that the site has for it.
func TestYAMLExtensionFindsTheSchemaOfEveryKind(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil {
		missing(t, "node")
	}
	program := filepath.Join(repository(), "tools", "node", "node_modules", "yaml-language-server", "out", "server", "src", "server.js")
	if _, err := os.Stat(program); err != nil {
		missing(t, program)
	}
	dir := filepath.Join(t.TempDir(), "news")
	mustRun(t, "init", dir)
	text, err := os.ReadFile(filepath.Join(dir, ".vscode", "settings.json"))
	if err != nil {
		t.Fatal(err)
	}
	var settings map[string]any
	if err := json.Unmarshal(text, &settings); err != nil {
		t.Fatal(err)
	}
	ours := map[string]any{"schemas": settings["yaml.schemas"], "validate": true, "schemaStore": map[string]any{"enable": false}}

	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, node, program, "--stdio")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		cancel()
		_ = cmd.Wait()
	}()
	s := &languageServer{t, in, bufio.NewReader(out)}
	root := "file://" + filepath.ToSlash(dir)
	s.send(map[string]any{"id": "begin", "method": "initialize", "params": map[string]any{
		"processId": nil, "rootUri": root, "workspaceFolders": []any{map[string]any{"uri": root, "name": "news"}},
		"capabilities": map[string]any{"workspace": map[string]any{"configuration": true, "workspaceFolders": true}},
	}})
	for s.next().ID != "begin" {
	}
	s.send(map[string]any{"method": "initialized", "params": map[string]any{}})
	s.send(map[string]any{"method": "workspace/didChangeConfiguration", "params": map[string]any{"settings": map[string]any{"yaml": ours}}})

	// What stands behind the mistake is right by the schema of its kind alone.
	files := map[string]string{
		"site.yaml": "title: A\nbase_url: https://a.example/\nmistake: x\nper_page: 5\n", "content/posts/2022/a.md": "title: A\ndate: 2022-11-01\nmistake: x\nplayer: B\n",
		"content/players/a.md": "name: A\nposition: RB\nmistake: x\n", "content/teams/a.md": "name: A\nnickname: B\nmistake: x\n", "content/sources/a.md": "name: A\noutlet: B\nmistake: x\n",
		"content/authors/a.md": "name: A\nrole: B\nmistake: x\n", "content/stories/a.md": "title: A\nsummary: B\nmistake: x\n", "content/leagues/a.md": "name: A\ncurrency: USD\nmistake: x\n",
		"content/pages/a/b.md": "title: A\ndraft: true\nmistake: x\n",
	}
	for name, text := range files {
		s.send(map[string]any{"method": "textDocument/didOpen", "params": map[string]any{"textDocument": map[string]any{
			"uri": root + "/" + name, "languageId": "yaml", "version": 1, "text": text,
		}}})
	}
	for len(files) > 0 {
		m := s.next()
		switch {
		case m.Method == "workspace/configuration":
			answers := make([]any, len(m.Params.Items))
			for i, item := range m.Params.Items {
				answers[i] = map[string]any{}
				if item.Section == "yaml" {
					answers[i] = ours
				}
			}
			s.send(map[string]any{"id": m.ID, "result": answers})
		case m.Method == "textDocument/publishDiagnostics" && len(m.Params.Diagnostics) > 0:
			name := strings.TrimPrefix(m.Params.URI, root+"/")
			if d := m.Params.Diagnostics; len(d) != 1 || d[0].Range.Start.Line != 2 || !strings.Contains(d[0].Message, "mistake") {
				t.Errorf("%s: %+v", name, d)
			}
			delete(files, name)
		case m.Method != "" && m.ID != nil:
			s.send(map[string]any{"id": m.ID, "result": nil})
		}
	}
}
