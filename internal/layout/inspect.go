package layout

import (
	"bytes"
	"html/template"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"text/template/parse"
	"unicode/utf8"

	"vernacular/internal/diag"
)

// inspect walks the parsed templates for uses and for what is refused, and prepares loops to be counted.
func (l *Layout) inspect() []diag.Diagnostic {
	var ds []diag.Diagnostic
	g := calls{layout: l, of: map[string][]*parse.TemplateNode{}, trees: map[string]*parse.Tree{}, size: map[string]int{}}
	var names []string
	for _, t := range l.pristine.Templates() {
		if t.Tree != nil {
			names = append(names, t.Name())
			g.trees[t.Name()] = t.Tree
		}
	}
	slices.Sort(names)
	for _, name := range names {
		tree := g.trees[name]
		walk(tree.Root, func(n parse.Node) {
			switch n := n.(type) {
			case *parse.TemplateNode:
				g.of[name] = append(g.of[name], n)
			case *parse.RangeNode:
				ds = append(ds, l.loop(tree, n)...)
			case *parse.StringNode:
				if !utf8.ValidString(n.Text) {
					ds = append(ds, diag.Errorf("invalid-utf8", l.at(tree, n), "%s is no text: \\x writes a byte, of which a letter may have several", n.Quoted).WithHint(`\u00e9 writes a letter`))
				}
			case *parse.PipeNode:
				for i, cmd := range n.Cmds {
					ds = append(ds, l.command(tree, cmd, i > 0)...)
				}
			}
		})
	}
	ds = append(ds, l.meta()...)
	if d := g.check(); d != nil {
		return append(ds, *d)
	}
	for _, name := range names {
		tree := g.trees[name]
		if name == tree.ParseName || g.size[name] > 0 || tree.ParseName == l.entry {
			continue
		}
		known := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return g.size[n] == 0 || g.trees[n].ParseName != l.entry || n == l.entry })
		d := diag.Warnf("block-unused", l.defined(tree.ParseName, name), "nothing shows the block %q: %s has no {{block %q .}}", name, l.entry, name)
		if len(known) > 0 {
			d = d.WithHint("it has: %s", strings.Join(known, ", "))
		}
		ds = append(ds, d)
	}
	return ds
}

// loop refuses to range over a large number, and has every range counted while it runs.
func (l *Layout) loop(tree *parse.Tree, n *parse.RangeNode) []diag.Diagnostic {
	if len(n.Pipe.Cmds) == 1 && len(n.Pipe.Cmds[0].Args) == 1 {
		if num, ok := n.Pipe.Cmds[0].Args[0].(*parse.NumberNode); ok && num.IsInt && num.Int64 > maxRange {
			return []diag.Diagnostic{diag.Errorf("endless-range", l.at(tree, num), "this would repeat its part %s times; at most %d are done", num.Text, maxRange)}
		}
	}
	c := *n.Pipe.Cmds[0] // which knows the source in which text/template looks for the place of an error
	c.Pos, c.Args = n.Pipe.Pos, []parse.Node{parse.NewIdentifier("_turns").SetPos(n.Pipe.Pos)}
	n.Pipe.Cmds = append(n.Pipe.Cmds, &c)
	return nil
}

// command records what a command names, and insists that it does so by a literal.
func (l *Layout) command(tree *parse.Tree, cmd *parse.CommandNode, piped bool) []diag.Diagnostic {
	for i, arg := range cmd.Args {
		id, ok := arg.(*parse.IdentifierNode)
		if !ok || (id.Ident != "t" && id.Ident != "messageIn" && id.Ident != "partial") {
			continue
		}
		if i == 0 && !piped && len(cmd.Args) > 1 {
			if s, ok := cmd.Args[1].(*parse.StringNode); ok {
				use := Use{s.Text, l.at(tree, s)}
				if id.Ident != "partial" {
					l.Messages = append(l.Messages, use)
				} else {
					l.Partials = append(l.Partials, use)
				}
				continue
			}
		}
		example := `{{t "skip_to_content"}}`
		if id.Ident == "partial" {
			example = `{{partial "footer.html" .}}`
		}
		return []diag.Diagnostic{diag.Errorf("not-literal", l.at(tree, id), "%s takes its name as a text in quotation marks, so that it can be checked", id.Ident).WithHint("as in %s", example)}
	}
	return nil
}

// calls is which template calls which others.
type calls struct {
	layout *Layout
	of     map[string][]*parse.TemplateNode
	trees  map[string]*parse.Tree
	size   map[string]int // how many templates a call runs, itself included; known once it was walked
}

// check finds templates that include themselves, or so many others so often that there is no end to it.
func (g *calls) check() *diag.Diagnostic {
	var stack []string
	var visit func(name string) *diag.Diagnostic
	visit = func(name string) *diag.Diagnostic {
		stack = append(stack, name)
		defer func() { stack = stack[:len(stack)-1] }()
		size := 1
		for _, n := range g.of[name] {
			if i := slices.Index(stack, n.Name); i >= 0 {
				loop := append(slices.Clone(stack[i:]), n.Name)
				d := diag.Errorf("layout-loop", g.layout.at(g.trees[name], n), "templates include each other without end: %s", strings.Join(loop, " → "))
				return &d
			}
			if g.size[n.Name] == 0 && g.trees[n.Name] != nil {
				if d := visit(n.Name); d != nil {
					return d
				}
			}
			size += g.size[n.Name]
			if size > maxCalls || len(stack) > maxDepth {
				d := diag.Errorf("layout-loop", g.layout.at(g.trees[name], n), "templates include each other more than %d times, or more than %d deep: the last is %q", maxCalls, maxDepth, n.Name)
				return &d
			}
		}
		g.size[name] = size
		return nil
	}
	return visit(run)
}

// defined is where a file defines a block.
func (l *Layout) defined(file, name string) diag.Pos {
	for _, f := range l.files {
		for at := 0; f.Path == file; {
			a, bad, ok := nextAction(f.Src, at)
			if !ok || bad != nil {
				break
			}
			if (a.word == "define" || a.word == "block") && bytes.Contains(f.Src[a.start:a.end], []byte(name)) {
				line, col := diag.Position(f.Src, a.start)
				return diag.At(file, line, col)
			}
			at = a.end
		}
	}
	return diag.At(file, 0, 0)
}

var (
	tag     = regexp.MustCompile(`(?s)<[A-Za-z](?:[^"'>]|"[^"]*"|'[^']*')*>`)
	refresh = regexp.MustCompile(`(?is)^<meta\b.*\bhttp-equiv\s*=\s*["']?\s*(?:refresh|\x01)`)
	srcdoc  = regexp.MustCompile(`(?is)\bsrcdoc\s*=\s*(?:"[^"]*\x01|'[^']*\x01|[^\s>"']*\x01)`)
)

// valueByte stands for each byte of an action with a value where actions are blanked out.
const valueByte = 1

// meta refuses values in <meta http-equiv=refresh> and srcdoc, in which html/template does not see all of the
// danger. Actions are blanked out first: the text in them is no HTML.
func (l *Layout) meta() []diag.Diagnostic {
	var ds []diag.Diagnostic
	for _, f := range l.files {
		text := withoutActions(f.Src)
		for _, m := range tag.FindAllIndex(text, -1) {
			what, at := dangerIn(text[m[0]:m[1]])
			if what == "" {
				continue
			}
			line, col := diag.Position(f.Src, m[0]+at)
			ds = append(ds, diag.Errorf("unsafe-context", diag.At(f.Path, line, col), "a value stands inside %s, where it could run as code", what))
		}
	}
	return ds
}

// withoutActions returns a source of the same length whose actions are blanks or, if they print a value,
// valueBytes.
func withoutActions(src []byte) []byte {
	text := bytes.Clone(src)
	for at := 0; ; {
		a, bad, ok := nextAction(src, at)
		if !ok || bad != nil {
			return text
		}
		blank := byte(' ')
		if !a.comment && !opens(a.word) && a.word != "else" && a.word != "end" {
			blank = valueByte
		}
		for i := a.start; i < a.end; i++ {
			text[i] = blank
		}
		at = a.end
	}
}

// dangerIn names the dangerous part of a tag that has a value in it, and tells where the value begins.
func dangerIn(tag []byte) (what string, at int) {
	at = bytes.IndexByte(tag, valueByte)
	if at < 0 {
		return "", 0
	}
	if refresh.Match(tag) {
		return `<meta http-equiv="refresh">`, at
	}
	s := srcdoc.FindIndex(tag)
	if s == nil {
		return "", 0
	}
	at = s[1] - 1
	for at > s[0] && tag[at-1] == valueByte {
		at--
	}
	return "srcdoc", at
}

// probe is a block that prints nothing. html/template gives the blocks that it calls within a tag, a script or
// a style a name that tells the context, so that a probe put before an action tells that of the action.
const probe = "vernacular/probe"

var code = regexp.MustCompile(`\$htmltemplate_(?:state(?:JS|CSS)|.*_attr(?:Style|Script)(?:_|$))`)

// unsafe refuses values where html/template finds a script or a style around them.
func (l *Layout) unsafe() []diag.Diagnostic {
	run := template.Must(l.pristine.Clone())
	template.Must(run.New(probe).Parse("{{if 0}}{{end}}"))
	each := func(visit func(*parse.Tree, parse.Node)) {
		for _, t := range run.Templates() {
			if t.Tree != nil {
				walk(t.Tree.Root, func(n parse.Node) { visit(t.Tree, n) })
			}
		}
	}
	each(func(_ *parse.Tree, n parse.Node) {
		list, ok := n.(*parse.ListNode)
		if !ok {
			return
		}
		var nodes []parse.Node
		for _, n := range list.Nodes {
			if a, ok := n.(*parse.ActionNode); ok && len(a.Pipe.Decl) == 0 {
				nodes = append(nodes, &parse.TemplateNode{NodeType: parse.NodeTemplate, Pos: a.Pipe.Pos, Name: probe})
			}
			nodes = append(nodes, n)
		}
		list.Nodes = nodes
	})
	_ = run.Execute(io.Discard, nil) // which stops at once, see run; other errors are instance's
	var ds []diag.Diagnostic
	each(func(tree *parse.Tree, n parse.Node) {
		if n, ok := n.(*parse.TemplateNode); ok && code.MatchString(n.Name) {
			ds = append(ds, diag.Errorf("unsafe-context", l.at(tree, n), "%s", inScript.Message).WithHint("%s", inScript.Hint))
		}
	})
	return ds
}

// settle gives the escapers that html/template has added to a pipeline its place, where it left them at the
// beginning of the file, and joins into one what would be many calls for every link: text/template's calls are
// what a layout costs. It is no use to the copies that html/template makes of blocks called within a tag or a
// <title>, which nobody can reach: there the block is the place.
func settle(p *parse.PipeNode) {
	first := len(p.Cmds)
	for first > 0 && strings.HasPrefix(called(p.Cmds[first-1]), "_html_template_") {
		first--
	}
	added := p.Cmds[first:]
	switch {
	case len(added) == 0 || first == 0:
		return
	case len(added) == 1 && called(added[0]) == "_html_template_htmlescaper" && markupFunctions[called(p.Cmds[first-1])]:
		p.Cmds = p.Cmds[:first] // which would be printed as it is
		return
	case len(added) == 3 && called(added[0]) == "_html_template_urlfilter" && called(added[1]) == "_html_template_urlnormalizer" && called(added[2]) == "_html_template_attrescaper":
		added[0].Args[0] = parse.NewIdentifier("_address")
		added = added[:1]
		p.Cmds = p.Cmds[:first+1]
	}
	for _, c := range added {
		c.Pos = p.Pos
		c.Args[0].(*parse.IdentifierNode).SetPos(p.Pos)
	}
}

// markupFunctions are those whose values are markup always.
var markupFunctions = func() map[string]bool {
	m := map[string]bool{}
	for name, f := range (&instance{}).funcs() {
		m[name] = reflect.TypeOf(f).Out(0) == reflect.TypeFor[Markup]()
	}
	return m
}()

// called is the function that a command calls, "" if it is none.
func called(c *parse.CommandNode) string {
	if id, ok := c.Args[0].(*parse.IdentifierNode); ok {
		return id.Ident
	}
	return ""
}

// walk visits every node below n.
func walk(n parse.Node, visit func(parse.Node)) {
	if n == nil {
		return
	}
	branch := func(b *parse.BranchNode) {
		walk(b.Pipe, visit)
		walk(b.List, visit)
		if b.ElseList != nil {
			walk(b.ElseList, visit)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		visit(n)
		for _, c := range n.Nodes {
			walk(c, visit)
		}
		return
	case *parse.PipeNode:
		if n == nil {
			return
		}
		visit(n)
		for _, c := range n.Cmds {
			walk(c, visit)
		}
		return
	}
	visit(n)
	switch n := n.(type) {
	case *parse.ActionNode:
		walk(n.Pipe, visit)
	case *parse.CommandNode:
		for _, a := range n.Args {
			walk(a, visit)
		}
	case *parse.ChainNode:
		walk(n.Node, visit)
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.TemplateNode:
		walk(n.Pipe, visit)
	}
}

// at is the place of a node.
func (l *Layout) at(tree *parse.Tree, n parse.Node) diag.Pos {
	for _, f := range l.files {
		if f.Path == tree.ParseName {
			line, col := diag.Position(f.Src, int(n.Position()))
			return diag.At(f.Path, line, col)
		}
	}
	return diag.At(tree.ParseName, 0, 0)
}
