# Both commands live in ./run; this file is for those who type make.
.PHONY: serve test

serve:
	@./run serve

test:
	@./run test
